using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace McpGuard;

/// <summary>The form of a decision, as a page gave it to this person.</summary>
/// <param name="Version">The version of the approval that the page showed.</param>
/// <param name="Comment">The comment, or null.</param>
internal sealed record ApprovalForm(long Version, string? Comment)
{
    public const string VersionField = "version";
    public const string CommentField = "comment";

    private const string MediaType = "application/x-www-form-urlencoded";
    private const int MaxBodyBytes = 16 * 1024;

    // The pages have four fields.
    private static readonly FormOptions _limits = new() { ValueCountLimit = 8, KeyLengthLimit = 128, ValueLengthLimit = 8 * 1024 };

    /// <returns>The form, or null if it is incomplete, too large, or not from a page that was given to this person.</returns>
    public static async ValueTask<ApprovalForm?> ReadAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
            return null;

        Bound(context);
        try
        {
            await antiforgery.ValidateRequestAsync(context).ConfigureAwait(false);
            return Parse(await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is AntiforgeryValidationException or InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static void Bound(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Math.Min(size.MaxRequestBodySize ?? MaxBodyBytes, MaxBodyBytes);

        // A middleware of the application may have read the form already.
        if (context.Features.Get<IFormFeature>()?.Form is null)
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, _limits));
    }

    private static ApprovalForm? Parse(IFormCollection form)
    {
        var (version, comment) = (form[VersionField], form[CommentField]);
        if (version.Count != 1 || comment.Count > 1 || !long.TryParse(version[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;

        // Browsers send line ends as two characters, and count them as one.
        var text = comment.ToString().ReplaceLineEndings("\n").Trim();
        return new ApprovalForm(number, text.Length == 0 ? null : text);
    }
}
