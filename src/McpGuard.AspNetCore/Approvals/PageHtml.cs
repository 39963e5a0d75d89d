namespace McpGuard;

/// <summary>The frame of each page: it loads nothing and runs no script.</summary>
internal static class PageHtml
{
    /// <param name="title">The title. It is a constant.</param>
    /// <param name="content">The content.</param>
    /// <param name="reload">The path that the browser loads after a while, or null.</param>
    public static string Of(string title, Markup content, string? reload = null)
    {
        Markup style = $"";
        style.AppendStyle();
        Markup refresh = reload is null ? Markup.Empty : $"""<meta http-equiv="refresh" content="20; url={reload:attribute}">""";
        Markup page = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {refresh}
            <title>{title:attribute}</title>
            <style>{style}</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <main id="content">
            <h1>{title:attribute}</h1>
            {content}
            </main>
            </body>
            </html>

            """;
        return page.ToString();
    }

    /// <summary>A page that says one thing.</summary>
    public static string Notice(string title, string text) => Of(title, $"<p>{text:attribute}</p>");
}
