using System.Globalization;
using Xunit;

namespace Pdp.Server.Tests.Support;

/// <summary>What a server tells operators by HTTP.</summary>
internal static class Scrape
{
    public static async Task<string> ReadAsync(RunningServer server, string accept = "text/plain", string path = "/metrics")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The value of a series, with its labels as they are written; null: there is none.</summary>
    public static double? Value(string text, string series) => text.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line.AsSpan(series.Length + 1), NumberStyles.Float, CultureInfo.InvariantCulture)
        : null;
}
