using System.ComponentModel;

/// <summary>Replace these by the tools of your server. Each names the scopes that its callers need.</summary>
[McpServerToolType]
public sealed class WeatherTools
{
    [McpServerTool(Name = "get_forecast", ReadOnly = true), RequireScope("weather:read")]
    [Description("Gets the forecast of a city.")]
    public static string GetForecast(string city) => $"Sunny in {city}.";

    [McpServerTool(Name = "set_forecast", Destructive = true), RequireScope("weather:write")]
    [Description("Replaces the forecast of a city.")]
    public static string SetForecast(string city, string text) => $"{city}: {text}";
}
