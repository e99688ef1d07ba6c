using Microsoft.AspNetCore.Http;

namespace Pdp.Server.Http;

/// <summary>
/// <c>X-Request-ID</c>: it comes back whatever becomes of the request: the first, where there are several. What could not be sent as a
/// header is none.
/// </summary>
internal static class RequestIds
{
    private const string Header = "X-Request-ID";
    private const int Longest = 256;

    /// <summary>Copies the request's id into its answer.</summary>
    public static void Return(HttpContext context)
    {
        if (context.Request.Headers[Header] is not [{ Length: > 0 and <= Longest } id, ..]) return;
        if (!id.AsSpan().ContainsAnyExceptInRange(' ', '~')) context.Response.Headers[Header] = id;
    }
}
