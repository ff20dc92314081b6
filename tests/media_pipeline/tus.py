"""A small tus 1.0 client over Django's test client."""

import base64
import hashlib
from pathlib import Path
from typing import Any

FINGERPRINT = 256 * 1024


class Tus:
    """Speaks the protocol; `send` does a whole file."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def create(self, size: int, **told: str) -> Any:
        told = {"filename": "bai-giang.mp4", "filetype": "video/mp4", **told}
        metadata = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items()
        )
        return self.client.post(
            "/tai-len/",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(size),
                "Upload-Metadata": metadata,
            },
        )

    def head(self, address: str) -> Any:
        return self.client.head(address, headers={"Tus-Resumable": "1.0.0"})

    def patch(self, address: str, offset: int, data: bytes, **headers: str) -> Any:
        return self.client.patch(
            address,
            data=data,
            content_type="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers},
        )

    def delete(self, address: str) -> Any:
        return self.client.delete(address, headers={"Tus-Resumable": "1.0.0"})

    def send(self, path: Path, *, piece: int = 100_000, **told: str) -> str:
        """Upload a file in pieces; the asset's id comes back."""
        data = path.read_bytes()
        head = hashlib.sha256(data[:FINGERPRINT]).hexdigest()
        tail = hashlib.sha256(data[-FINGERPRINT:]).hexdigest()
        created = self.create(len(data), filename=path.name, head=head, tail=tail, **told)
        assert created.status_code == 201, created.content
        address = created["Location"]
        for offset in range(0, len(data), piece):
            answer = self.patch(address, offset, data[offset : offset + piece])
            assert answer.status_code == 204, answer.content
        return answer["Upload-Asset"]
