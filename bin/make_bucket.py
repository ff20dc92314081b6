"""Make the private bucket that S3_BUCKET names, with the CORS rule for uploads and the player."""

import os

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError


def main() -> None:
    client = boto3.client(
        "s3",
        endpoint_url=os.environ["S3_ENDPOINT"],
        aws_access_key_id=os.environ["S3_ACCESS_KEY"],
        aws_secret_access_key=os.environ["S3_SECRET_KEY"],
        region_name=os.environ.get("S3_REGION", "us-east-1"),
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    bucket = os.environ["S3_BUCKET"]
    try:
        client.create_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {
            "BucketAlreadyOwnedByYou",
            "BucketAlreadyExists",
        }:
            raise
    origins = os.environ.get("S3_CORS_ORIGINS", "http://127.0.0.1:8000").split(",")
    rule = {
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedOrigins": origins,
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Content-Range", "Content-Length", "Accept-Ranges"],
        "MaxAgeSeconds": 600,
    }
    client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


if __name__ == "__main__":
    main()
