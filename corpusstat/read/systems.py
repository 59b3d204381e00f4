"""File systems: local paths, the stores that pyarrow knows, and fsspec for the others. The home of pyarrow.fs.

A location is a local path, taken literally, or a URI whose path is percent-encoded, so that every name that a store
can hold has one: ``s3://bucket/my%20part.parquet``. What a user types is not encoded (``taken``).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote, unquote, urlsplit

import pyarrow as pa
import pyarrow.fs as pafs
import tenacity

from corpusstat.errors import ACCESS_DENIED, BadRequest, SkipShard, TryAgain

__all__ = [
    "denied",
    "fetch",
    "first_line",
    "is_remote",
    "located",
    "modified_at",
    "patiently",
    "remove",
    "storage_failure",
    "store",
    "stored",
    "taken",
    "unreadable",
    "uri_of",
    "version_of",
]

_NATIVE: Final = frozenset({"s3", "gs", "gcs", "abfs", "abfss", "hdfs", "viewfs"})
_EXTRAS: Final = {"hf": "hf"}
_TRIES: Final = 6
_STORES: Final = ("AWS Error", "google::cloud", "curlCode", "timed out", "Connection", "429", "503")
_DENIED: Final = re.compile(
    r"ACCESS_DENIED|AccessDenied|Access Denied|InvalidAccessKeyId|INVALID_ACCESS_KEY|SignatureDoesNotMatch"
    r"|INVALID_SIGNATURE|NoCredentials|NO_CREDENTIALS|HTTP status 40[013]|REQUEST_EXPIRED"
    r"|Forbidden|Unauthorized|AuthenticationFailed"
)
"""400 is what S3 says of a token that has expired, and of a wrong region."""
_CREDENTIALS: Final = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN where they hold for a time only), or "
    "AWS_PROFILE; for another region or server AWS_REGION, AWS_ENDPOINT_URL",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS",
    "abfs": "set AZURE_STORAGE_ACCOUNT and its key, or log in",
    "hf": "set HF_TOKEN",
}
_OPTIONS: Final = re.compile(r"\?((?:(?:region|endpoint_override|scheme|anonymous)=[^&/]*&?)+)$")
_SAFE: Final = "/!$&'()*+,;=:@-._~"
_T = TypeVar("_T")


def is_remote(location: str) -> bool:
    """Whether a location is a URI.

    >>> is_remote("s3://bucket/a"), is_remote("/data/a:b")
    (True, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", location) is not None


def taken(argument: str) -> str:
    """Return the location meant by what a user typed: ``file://`` URIs become paths, other URIs are encoded.

    >>> taken("s3://bucket/my part#1.parquet"), taken("file:///data/a%20b.parquet"), taken("data/a%20b")
    ('s3://bucket/my%20part%231.parquet', '/data/a b.parquet', 'data/a%20b')
    """
    if not is_remote(argument):
        return argument
    scheme, rest = argument.split("://", 1)
    scheme = scheme.lower()
    if scheme == "file":
        host, _, path = rest.partition("/")
        if host not in ("", "localhost"):
            raise BadRequest(f"{argument}: a file on another host", "file:///path", "mount it, or give a path")
        literal, decoded = "/" + path, unquote("/" + path)
        return literal if not os.path.exists(decoded) and os.path.exists(literal) else decoded
    options = _OPTIONS.search(rest)
    if options:
        rest = rest[: options.start()]
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority}{slash}{quote(path, safe=_SAFE)}{options[0] if options else ''}"


def located(location: str) -> tuple[pafs.FileSystem, str]:
    """Return file system and path of a location; stores retry with back-off.

    Raises
    ------
    BadRequest
        The scheme is unknown, or what reads it is not installed.
    """
    if not is_remote(location):
        return pafs.LocalFileSystem(), os.path.abspath(location)
    parts = urlsplit(location)
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    identity = (os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_PROFILE"), os.getpid())
    try:
        system, base = _system(parts.scheme, parts.netloc, parts.query, endpoint, identity)
    except (pa.ArrowException, OSError, ValueError, ImportError) as error:
        raise BadRequest(f"{location}: {first_line(error)}", "a path or a URI such as s3://bucket/folder") from error
    return system, "/".join(p for p in (base, unquote(parts.path).strip("/")) if p)


@lru_cache(maxsize=64)
def _system(
    scheme: str, authority: str, options: str, endpoint: str | None, _identity: tuple[object, ...]
) -> tuple[pafs.FileSystem, str]:
    """File system and base path of a bucket; made once in a process, because it may ask the store for its region."""
    root = f"{scheme}://{authority}" + (f"/?{options}" if options else "")
    if scheme == "s3" and not options:
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if region is None and endpoint is None:
            region = pafs.resolve_s3_region(authority)
        retry = pafs.AwsStandardS3RetryStrategy(max_attempts=8)
        return pafs.S3FileSystem(region=region, endpoint_override=endpoint, retry_strategy=retry), authority
    if scheme in _NATIVE:
        system, base = pafs.FileSystem.from_uri(root)
        return system, base.strip("/")
    return _by_fsspec(scheme, root)


def _by_fsspec(scheme: str, root: str) -> tuple[pafs.FileSystem, str]:
    extra = _EXTRAS.get(scheme, "fsspec")
    needed = BadRequest(
        f"{scheme}:// cannot be read", "s3://, gs://, abfs://, hf:// or a path", f"pip install 'corpusstat[{extra}]'"
    )
    try:
        import fsspec
    except ImportError:
        raise needed from None
    try:
        system, base = fsspec.core.url_to_fs(root)
    except ImportError:
        raise needed from None
    except ValueError as error:
        raise BadRequest(f"{scheme}://: {first_line(error)}", "a scheme that fsspec knows") from error
    return pafs.PyFileSystem(pafs.FSSpecHandler(system)), str(base).strip("/")


def uri_of(base: str, path: str) -> str:
    """Return the location of a path that the file system of ``base`` reported.

    >>> uri_of("/data", "/data/a b")
    '/data/a b'
    """
    if not is_remote(base):
        return path
    parts = urlsplit(base)
    _, root = located(base)
    below = unquote(parts.path).strip("/")
    bucket = root[: len(root) - len(below)].strip("/") if below else root
    key = path.strip("/").removeprefix(bucket).strip("/")
    return f"{parts.scheme}://{parts.netloc}/{quote(key, safe=_SAFE)}" + (f"?{parts.query}" if parts.query else "")


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, or its type's name."""
    return str(error).splitlines()[0] if str(error).strip() else type(error).__name__


def denied(error: BaseException, location: str) -> str:
    """Return what to do about an error of permissions or credentials; empty if it is not one."""
    if not is_remote(location):
        forbidden = isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM)
        return "let this user read it (chmod), or run as one who may" if forbidden else ""
    if not _DENIED.search(str(error)):
        return ""
    scheme = location.split("://", 1)[0]
    return _CREDENTIALS.get({"gcs": "gs", "abfss": "abfs"}.get(scheme, scheme), "check the store's credentials")


def may_pass(error: BaseException, location: str) -> bool:
    """Whether the operating system reports an error, and not one of permissions: the next try may succeed."""
    return isinstance(error, OSError) and error.errno is not None and not denied(error, location)


def storage_failure(error: BaseException, location: str) -> bool:
    """Whether an error is the store's, not the file's: then the same read may succeed in a moment.

    Arrow raises one kind of error for both; the words of the stores' own libraries tell them apart.
    """
    if not isinstance(error, OSError) or isinstance(error, FileNotFoundError) or denied(error, location):
        return False
    return error.errno is not None or (is_remote(location) and any(word in str(error) for word in _STORES))


def patiently(call: Callable[[], _T], location: str) -> _T:
    """Call, and again after a while if the store fails (a second, two, four, …).

    Raises
    ------
    TryAgain
        It still fails after some tries.
    BadRequest
        The store refuses access.
    """
    waiting = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda e: is_remote(location) and storage_failure(e, location)),
        wait=tenacity.wait_random_exponential(0.5, max=20),
        stop=tenacity.stop_after_attempt(_TRIES),
        reraise=True,
    )
    try:
        return waiting(call)
    except OSError as error:
        todo = denied(error, location)
        if todo:
            raise BadRequest(f"{location}: {ACCESS_DENIED} ({first_line(error)})", "leave to read it", todo) from error
        if is_remote(location) and storage_failure(error, location):
            again = "run the same command again later"
            raise TryAgain(f"{location}: {first_line(error)}", "reachable storage", again) from error
        raise


def unreadable(error: BaseException, location: str, where: str) -> SkipShard | TryAgain:
    """Return the error to raise for a failed read: the store's failures pass, the file's do not."""
    if storage_failure(error, location):
        return TryAgain(f"{where}: {first_line(error)}", "reachable storage")
    todo = denied(error, location)
    if todo:
        return SkipShard(f"{where}: {ACCESS_DENIED}", "leave to read it", todo)
    return SkipShard(f"{where}: {first_line(error)}", "a complete file")


def version_of(file: pa.NativeFile) -> str:
    """Return what a store says of the version of an object that has been opened: its ETag; empty if nothing.

    >>> import io
    >>> version_of(pa.PythonFile(io.BytesIO()))
    ''
    """
    try:
        found = file.metadata()
    except (NotImplementedError, OSError):
        return ""
    tag: bytes = (found or {}).get("ETag", b"")
    return tag.decode("ascii", "backslashreplace").strip('"')


def modified_at(file: pa.NativeFile) -> str:
    """Return when an opened object was written, in ISO form; empty where its store does not say so with its metadata.

    >>> import io
    >>> modified_at(pa.PythonFile(io.BytesIO()))
    ''
    """
    try:
        told: bytes = (file.metadata() or {}).get("Last-Modified", b"")
        return datetime.fromisoformat(told.decode()).isoformat()
    except (NotImplementedError, OSError, ValueError, AttributeError):
        return ""


def stored(location: str) -> list[str]:
    """Return the names of the objects below a location, relative to it.

    Raises
    ------
    TryAgain, BadRequest
        The store does not answer, or refuses.
    """
    system, root = located(location)
    selector = pafs.FileSelector(root, recursive=True, allow_not_found=True)
    infos = patiently(lambda: system.get_file_info(selector), location)
    files = (info.path for info in infos if info.type == pafs.FileType.File)
    return sorted(path.strip("/").removeprefix(root).strip("/") for path in files)


def fetch(location: str, name: str, target: Path) -> None:
    """Copy the object ``name`` below a location into a file."""
    system, root = located(location)

    def copy() -> None:
        with system.open_input_stream(f"{root}/{name}", compression=None) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)

    target.parent.mkdir(parents=True, exist_ok=True)
    patiently(copy, location)


def store(source: Path, location: str, name: str) -> None:
    """Copy a file to the object ``name`` below a location: nobody sees it before it is whole."""
    system, root = located(location)

    def copy() -> None:
        with source.open("rb") as file, system.open_output_stream(f"{root}/{name}", compression=None) as out:
            shutil.copyfileobj(file, out, 1 << 20)

    patiently(copy, location)


def remove(location: str, name: str) -> None:
    """Delete the object ``name`` below a location, if it is there."""
    system, root = located(location)
    with contextlib.suppress(FileNotFoundError):
        patiently(lambda: system.delete_file(f"{root}/{name}"), location)
