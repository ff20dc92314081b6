"""S3: presigned addresses made by hand, and multipart uploads that browsers send themselves.

Signing by hand (AWS Signature Version 4, query string form) costs 6 µs an address where the
client library takes 200 to 300; a playlist names hundreds.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from media_pipeline import storage
from media_pipeline.errors import MediaError


def enabled() -> bool:
    """Whether files live in S3."""
    return bool(settings.S3_BUCKET)


@lru_cache(maxsize=8)
def _day_key(secret: str, day: str, region: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def presign(
    method: str,
    key: str,
    *,
    seconds: int,
    query: dict[str, str] | None = None,
    length: int | None = None,
    now: datetime | None = None,
) -> str:
    """An address that lets its bearer do `method` on `key` for `seconds`; with `length`, only
    with a body of exactly so many bytes."""
    parts = urlsplit(settings.S3_PUBLIC_ENDPOINT)
    moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{settings.S3_REGION}/s3/aws4_request"
    path = f"{parts.path.rstrip('/')}/{quote(settings.S3_BUCKET)}/{quote(key, safe='/~')}"
    headers = {"content-length": str(length)} if length is not None else {}
    headers["host"] = parts.netloc
    signed = ";".join(headers)
    fields = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{settings.S3_ACCESS_KEY}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(min(seconds, 604_800)),
        "X-Amz-SignedHeaders": signed,
        **(query or {}),
    }
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in fields.items())
    text = "&".join(f"{k}={v}" for k, v in pairs)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"{method}\n{path}\n{text}\n{lines}\n{signed}\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    signing = _day_key(settings.S3_SECRET_KEY, moment[:8], settings.S3_REGION)
    signature = hmac.new(signing, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{parts.scheme}://{parts.netloc}{path}?{text}&X-Amz-Signature={signature}"


@lru_cache(maxsize=1)
def _client(endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        region_name=settings.S3_REGION,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2},
        ),
    )


def client() -> Any:
    """The client library, for the few calls that are not addresses."""
    return _client(settings.S3_ENDPOINT)


def begin(key: str, content_type: str) -> str:
    """Begin a multipart upload; its id comes back."""
    with storage.guarded():
        answer = client().create_multipart_upload(
            Bucket=settings.S3_BUCKET, Key=key, ContentType=content_type
        )
    return str(answer["UploadId"])


def part_address(key: str, upload_id: str, number: int, length: int) -> str:
    """Where a browser PUTs one part of `length` bytes."""
    query = {"partNumber": str(number), "uploadId": upload_id}
    return presign("PUT", key, seconds=3600, query=query, length=length)


def parts(key: str, upload_id: str) -> list[dict[str, Any]]:
    """What has arrived, as the store itself says: {"PartNumber", "ETag", "Size"}. MediaError
    "expired" when the store has no such upload (any more)."""
    from botocore.exceptions import ClientError

    with storage.guarded():
        pages = client().get_paginator("list_parts")
        found = pages.paginate(Bucket=settings.S3_BUCKET, Key=key, UploadId=upload_id)
        try:
            return [
                {"PartNumber": p["PartNumber"], "ETag": p["ETag"], "Size": p["Size"]}
                for page in found
                for p in page.get("Parts", [])
            ]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchUpload":
                raise MediaError("expired", status=410) from error
            raise


def complete(key: str, upload_id: str, arrived: list[dict[str, Any]]) -> int:
    """Join the parts; the size of the object comes back."""
    listed = [{"PartNumber": p["PartNumber"], "ETag": p["ETag"]} for p in arrived]
    with storage.guarded():
        client().complete_multipart_upload(
            Bucket=settings.S3_BUCKET,
            Key=key,
            UploadId=upload_id,
            MultipartUpload={"Parts": listed},
        )
        return int(client().head_object(Bucket=settings.S3_BUCKET, Key=key)["ContentLength"])


def size(key: str) -> int | None:
    """The size of an object, None if there is none."""
    from botocore.exceptions import ClientError

    with storage.guarded():
        try:
            answer = client().head_object(Bucket=settings.S3_BUCKET, Key=key)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                return None
            raise
    return int(answer["ContentLength"])


def read(key: str, start: int, length: int) -> bytes:
    """Some bytes of an object."""
    with storage.guarded():
        answer = client().get_object(
            Bucket=settings.S3_BUCKET, Key=key, Range=f"bytes={start}-{start + length - 1}"
        )
        return bytes(answer["Body"].read())


def abort(key: str, upload_id: str) -> None:
    """Throw the parts away; one that is gone already is fine."""
    from botocore.exceptions import ClientError

    with storage.guarded():
        try:
            client().abort_multipart_upload(Bucket=settings.S3_BUCKET, Key=key, UploadId=upload_id)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "NoSuchUpload":
                raise MediaError("storage", status=503) from error
