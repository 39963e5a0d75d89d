namespace Demo;

internal enum ApproverAct
{
    Approve,
    Deny,
}
