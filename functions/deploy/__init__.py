"""What a deployment does beside its template: custom resources of CloudFormation, each safe to repeat."""
