"""Writes the plain CloudFormation template that SAM makes of the one given, as JSON."""

import json
import os
import sys

from samtranslator.public.translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoPolicies(ManagedPolicyLoader):
    """Knows no managed policies: the template names none, and asking AWS needs an account."""

    def __init__(self):
        self._policy_map = {}

    def load(self):
        return self._policy_map


with open(sys.argv[1], encoding="utf-8") as file:
    source = yaml_parse(file.read())
for function in source["Resources"].values():
    if function["Type"] == "AWS::Serverless::Function":  # the code is not looked at
        function["Properties"]["CodeUri"] = "s3://bucket/key"
source["Globals"]["Function"].pop("CodeUri", None)
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")  # SAM asks for one; any will do
expanded = transform(source, {}, NoPolicies(), feature_toggle=None, passthrough_metadata=False)
json.dump(expanded, sys.stdout, indent=1)
