namespace Pdp.Server.Telemetry.Export;

/// <summary>Reads where a collector is. What is wrong with a URL is told without it: it may have a password.</summary>
internal static class CollectorUrl
{
    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="error">Expected what, got what.</param>
    /// <returns>Null: it is none.</returns>
    public static Uri? Parse(string text, out string? error)
    {
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            error = "expected a URL such as `https://collector.example.org:4317`, got no such text";
        else if (url.UserInfo.Length > 0)
            error = "expected a URL without a user or password: `OTEL_EXPORTER_OTLP_HEADERS` has what the collector asks for";
        else if (url.Query.Length + url.Fragment.Length > 0)
            error = "expected a URL without `?` and `#`";
        return error is null ? url : null;
    }
}
