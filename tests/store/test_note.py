"""Signed notes: the examples of the specification and of Go, and bytes that are no notes."""

import contextlib
from base64 import b64decode, b64encode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casestream.kernel.errors import CasestreamError, MalformedNote, NotSigned, UnknownName
from casestream.store.note import Checkpoint, Note, Signer, Verifier, opened, sign

# The example of golang.org/x/mod/sumdb/note, whose secret key is public.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
# Further public keys, of the tests of Go and of c2sp.org/signed-note.
VKEYS = (
    GO_VKEY,
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
)
# The examples of c2sp.org/signed-note, tlog-checkpoint and tlog-cosignature; their keys are not published.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
WITNESSED = (
    f"{SOFA}— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

GO = Verifier.of(GO_VKEY)
OTHER = Signer.new("other.example")


def test_opens_and_makes_the_note_of_go_byte_for_byte() -> None:
    assert opened(GO_NOTE, [GO]).text == GO_TEXT
    signer = Signer.of(GO_SKEY)
    assert bytes(sign(GO_TEXT, signer)) == GO_NOTE
    assert signer.skey == GO_SKEY
    assert signer.verifier == GO


@pytest.mark.parametrize("vkey", VKEYS)
def test_public_keys_of_others_are_read_and_written_as_they_are(vkey: str) -> None:
    assert str(Verifier.of(vkey)) == vkey


@pytest.mark.parametrize("text", [POEM, SOFA, WITNESSED])
def test_the_examples_of_the_specification_are_read_and_written_as_they_are(text: str) -> None:
    note = Note.of(text.encode())
    assert bytes(note) == text.encode()
    assert note.signatures[0].key_id == b64decode(text.split("— ")[1].split(" ")[1])[:4]


def test_the_checkpoint_of_the_specification_is_read() -> None:
    checkpoint = Checkpoint.of(Note.of(WITNESSED.encode()).text)
    assert (checkpoint.origin, checkpoint.size, checkpoint.hash) == (
        "example.com/behind-the-sofa",
        20852163,
        "sha256",
    )
    assert b64encode(checkpoint.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert checkpoint.text == SOFA.partition("\n\n")[0] + "\nhash sha256\n"


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    checkpoint = Checkpoint("casestream/0f8e", 17, bytes(range(32)))
    note = opened(bytes(sign(checkpoint.text, OTHER)), [OTHER.verifier])
    assert Checkpoint.of(note.text) == checkpoint


@pytest.mark.parametrize("at", range(len(GO_NOTE)))
def test_a_note_is_not_believed_after_any_byte_of_it_is_changed(at: int) -> None:
    for bit in range(8):
        altered = GO_NOTE[:at] + bytes([GO_NOTE[at] ^ 1 << bit]) + GO_NOTE[at + 1 :]
        with pytest.raises((MalformedNote, NotSigned)):
            opened(altered, [GO])


@pytest.mark.parametrize("cut", range(len(GO_NOTE)))
def test_a_note_is_not_believed_when_it_is_cut_short(cut: int) -> None:
    with pytest.raises((MalformedNote, NotSigned)):
        opened(GO_NOTE[:cut], [GO])


def test_signatures_of_others_count_for_nothing_and_do_no_harm() -> None:
    note = sign(GO_TEXT, OTHER, Signer.of(GO_SKEY))
    assert opened(bytes(note), [GO]).signers([GO, OTHER.verifier]) == [GO, OTHER.verifier]
    with pytest.raises(NotSigned, match=r"other\.example"):
        opened(bytes(sign(GO_TEXT, OTHER)), [GO])
    with pytest.raises(NotSigned):
        opened(bytes(note), [])


def test_a_wrong_signature_of_a_trusted_key_condemns_the_note_whoever_else_signed() -> None:
    good, bad = sign(GO_TEXT, OTHER), sign("something else\n", Signer.of(GO_SKEY))
    note = Note(GO_TEXT, good.signatures + bad.signatures)
    assert opened(bytes(note), [OTHER.verifier])
    with pytest.raises(NotSigned, match="PeterNeumann"):
        opened(bytes(note), [OTHER.verifier, GO])


def test_a_secret_key_is_not_in_what_is_printed() -> None:
    assert repr(OTHER) == "Signer('other.example')"


@pytest.mark.parametrize(
    "vkey",
    [
        "", "+", "++", "PeterNeumann", GO_VKEY.replace("c74f20a3", "c74f20a4"), GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY[:-1], GO_VKEY + "A", GO_VKEY.replace("+AR", "+BR"), GO_VKEY.replace("Peter", "Peter "), "+" + GO_VKEY,
        GO_SKEY, "a+6e2a1e0f+\ud800", "\ud800+6e2a1e0f+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)  # fmt: skip
def test_a_public_key_that_is_none_is_refused(vkey: str) -> None:
    with pytest.raises(MalformedNote):
        Verifier.of(vkey)


@pytest.mark.parametrize(
    "skey", ["", GO_VKEY, GO_SKEY[:-1], GO_SKEY.replace("c74f20a3", "c74f20a4"), GO_SKEY.replace("PRIVATE", "private")]
)
def test_a_secret_key_that_is_none_is_refused(skey: str) -> None:
    with pytest.raises(MalformedNote):
        Signer.of(skey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b", "a\x00", "\ud800"])
def test_a_key_has_a_name_that_a_note_can_carry(name: str) -> None:
    with pytest.raises(MalformedNote):
        Signer.new(name)


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "nul\x00\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedNote):
        sign(text, OTHER)


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "a\n1\n", f"\n1\n{ROOT}\n", f"a\n01\n{ROOT}\n", f"a\n-1\n{ROOT}\n", f"a\n1_0\n{ROOT}\n", f"a\n١\n{ROOT}\n",
        f"a\n1\n{ROOT[:-4]}\n", f"a\n1\n{ROOT}\n\n", f"a\n1\n{ROOT}", "a\n1\n\n", f"a\n{'9' * 5000}\n{ROOT}\n",
        f"a\n1\n{ROOT}\nhash sha256\nhash sm3\n", f"a\n1\n{ROOT[:-2]}B=\n",
    ],
)  # fmt: skip
def test_a_checkpoint_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        Checkpoint.of(text)


def test_a_checkpoint_of_an_unknown_hash_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="md5"):
        Checkpoint.of(f"a\n1\n{ROOT}\nhash md5\n")


@settings(max_examples=500)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="surrogatepass")))
@example(b"\n\n\n")
@example("a\n\n— b AAAAAAA=\n".encode())
def test_hostile_bytes_give_declared_errors_only(data: bytes) -> None:
    with contextlib.suppress(CasestreamError):
        assert not opened(data, [GO])
    with contextlib.suppress(CasestreamError):
        Checkpoint.of(data.decode(errors="replace"))
    for read in (Verifier.of, Signer.of):
        with contextlib.suppress(CasestreamError):
            read(data.decode(errors="surrogateescape"))


@settings(max_examples=300)
@given(st.integers(0, len(WITNESSED.encode())), st.integers(0, 60), st.binary(max_size=60))
def test_a_note_with_bytes_replaced_is_read_as_written_or_refused(at: int, count: int, other: bytes) -> None:
    data = WITNESSED.encode()
    data = data[:at] + other + data[at + count :]
    with contextlib.suppress(MalformedNote):
        assert bytes(Note.of(data)) == data
