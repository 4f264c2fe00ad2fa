"""Sealing bytes so that they open only under their key and in their place: AES-256-GCM, or SM4-GCM (GB/T 32907).

A sealed value is a fresh nonce of 12 bytes, then the ciphertext with its tag of 16. `about` says where it belongs and is
bound to it (additional data): moved elsewhere, it does not open. Random nonces: one key seals far fewer than 2**32 values.
"""

import secrets

from attrs import frozen

from casestream.kernel.errors import ExtraMissing, SealBroken, UnknownName

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher as _Cipher
    from cryptography.hazmat.primitives.ciphers import CipherAlgorithm, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
except ImportError as missing:  # The extra `crypto` is optional; who imports this module needs it.
    raise ExtraMissing.of("cryptography", "crypto") from missing

NONCE_BYTES, TAG_BYTES = 12, 16


@frozen
class Cipher:
    """One way to seal: its permanent `name` and the length of its keys."""

    name: str
    key_bytes: int
    algorithm: type[CipherAlgorithm]

    def new_key(self) -> bytes:
        """A key out of the system's randomness."""
        return secrets.token_bytes(self.key_bytes)

    def seal(self, key: bytes, plain: bytes, about: bytes) -> bytes:
        """Seal bytes under a key, for the place that `about` names."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealing = _Cipher(self.algorithm(key), modes.GCM(nonce)).encryptor()  # type: ignore[call-arg]
        sealing.authenticate_additional_data(about)
        return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag

    def open(self, key: bytes, sealed: bytes, about: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealBroken: it is not what this key sealed for this place.
        """
        nonce, text, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        try:
            opening = _Cipher(self.algorithm(key), modes.GCM(nonce, tag)).decryptor()  # type: ignore[call-arg]
            opening.authenticate_additional_data(about)
            return opening.update(text) + opening.finalize()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                "密封的内容无法开启：已被改动、移位，或者密钥不符",
                "a sealed value does not open: it was altered or moved, or the key is another",
                "用 casestream doctor 检查案卷与密钥库", "check docket and key store with casestream doctor",
            ) from error  # fmt: skip


CIPHERS = {each.name: each for each in (Cipher("aes-256-gcm", 32, AES), Cipher("sm4-gcm", 16, SM4))}


def cipher(name: str) -> Cipher:
    """The cipher of this name.

    Raises:
        UnknownName: there is none.
    """
    if name not in CIPHERS:
        raise UnknownName(
            f"没有密码算法“{name}”", f"there is no cipher {name!r}",
            f"可用：{'、'.join(CIPHERS)}", f"there are {', '.join(CIPHERS)}",
        )  # fmt: skip
    return CIPHERS[name]
