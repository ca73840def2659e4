"""Prints botocore's error of each call that is read from standard input: a line of JSON with service, operation and params."""

import json
import os
import sys

import boto3

for line in sys.stdin:
    call = json.loads(line)
    client = boto3.client(call["service"], endpoint_url=os.environ["ENDPOINT"])
    operations = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
    try:
        getattr(client, operations[call["operation"]])(**call["params"])
        print(json.dumps({"name": None}), flush=True)
    except Exception as error:
        print(json.dumps({"name": type(error).__name__, "message": str(error)}), flush=True)
