"""The log sealed as open Parquet columns: how it lies on the disk, how it is built, read, checked and made again."""
