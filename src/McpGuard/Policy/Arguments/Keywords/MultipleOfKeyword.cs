using System.Text.Json;

namespace McpGuard;

/// <summary><c>multipleOf</c>: a whole number of times the divisor, without rounding.</summary>
internal sealed class MultipleOfKeyword(byte[] divisor) : SchemaKeyword
{
    public static MultipleOfKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadNumber() is not { } divisor)
            return null;
        if (new JsonNumber(divisor).Sign > 0)
            return new MultipleOfKeyword(divisor);

        reader.Report("must be more than 0.");
        return null;
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation) =>
        JsonNumber.Of(instance).IsMultipleOf(new JsonNumber(divisor));
}
