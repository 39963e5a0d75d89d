namespace McpGuard.Audit;

/// <summary>The event classes for records, with their numbers in the schema.</summary>
internal enum OcsfClassId
{
    EventLogActivity = 1008,
    Authentication = 3002,
    EntityManagement = 3004,
    ApplicationLifecycle = 6002,
    ApiActivity = 6003,
}
