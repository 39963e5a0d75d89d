namespace McpGuard;

/// <summary>The types that JSON Schema tells apart. A number that is whole is also an integer.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,
    Any = Null | Boolean | Number | String | Array | Object,
    Integer = 64,
}
