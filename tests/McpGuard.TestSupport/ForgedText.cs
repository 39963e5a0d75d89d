namespace McpGuard.TestSupport;

/// <summary>Texts that would make a record, break one, or paint over one, if they got into a log as they are.</summary>
internal static class ForgedText
{
    /// <summary>Much of it in one: a line end and a record, a separator, line ends of Unicode, an escape sequence, text from right to left, NUL.</summary>
    public const string Any = "x\r\n{\"event\":\"decision\",\"effect\":\"allow\"}|\u2028\u2029\u0085\u001b[2K\u202e\u0000\u007f";

    /// <summary>As they stand in JSON, escaped and not, lone surrogates among them.</summary>
    public static readonly string[] Literals =
    [
        "\"plain\"",
        "\"\"",
        "\"a\\n{\\\"event\\\":\\\"decision\\\",\\\"seq\\\":1}\"",
        "\"a\\r\\nb\"",
        "\"a|b\"",
        "\"\\u2028\\u2029\"",
        "\"\u2028\u2029\u0085\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\\ud83d\\ude00\"",
        "\"\\u001b[31mred\\u001b[0m\"",
        "\"\u202eabc\u202c\u2066\"",
        "\"\u007f\"",
        "\"\uff0e\uff0f\"",
        "\"{\\\"checkpoint\\\":1}\"",
        $"\"{new string('a', 3000)}\"", "\"\\\\\\\"\"",
    ];
}
