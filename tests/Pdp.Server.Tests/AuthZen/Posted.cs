using System.Net;
using System.Text;

namespace Pdp.Server.Tests.AuthZen;

/// <summary>What came back of a request over HTTP.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="Type">The content type as it stands in the header.</param>
/// <param name="Headers">The other headers, by name.</param>
internal sealed record Posted(HttpStatusCode Status, string Body, string? Type, IReadOnlyDictionary<string, string> Headers)
{
    public static Task<Posted> PostAsync(HttpClient client, string path, string body, string? type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(client, HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), type, headers);

    public static async Task<Posted> SendAsync(
        HttpClient client, HttpMethod method, string path, byte[]? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new ByteArrayContent(body);
        if (type is not null && request.Content is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(static h => h.Key, static h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Posted(response.StatusCode, text, all.GetValueOrDefault("Content-Type"), all);
    }
}
