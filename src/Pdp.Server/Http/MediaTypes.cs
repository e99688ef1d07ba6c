using System.Net.Http.Headers;

namespace Pdp.Server.Http;

/// <summary>Content types of texts.</summary>
internal static class MediaTypes
{
    /// <summary>The media type of a text in UTF-8.</summary>
    /// <param name="contentType">The value of the header.</param>
    /// <returns>The media type; null: there is none, or the text is in another encoding.</returns>
    public static string? InUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Parameters.All(IsNoOtherEncoding) ? type.MediaType : null;

    private static bool IsNoOtherEncoding(NameValueHeaderValue parameter) =>
        !string.Equals(parameter.Name, "charset", StringComparison.OrdinalIgnoreCase)
        || string.Equals(parameter.Value?.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase);
}
