using System.Text.Json;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Samples;

/// <summary>The samples as a reader starts them, beside the real server, over real HTTP.</summary>
public sealed class SampleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> All => new()
    {
        { "aspnetcore", "Documents.Api", "First this, then that." },
        { "yarp-gateway", "Documents.Gateway", "GET roadmap for alice" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_sample_serves_who_is_permitted_and_says_why_it_serves_no_other(string folder, string program, string served)
    {
        await using var pdp = await PdpProcess.StartAsync();
        await using var network = new FaultyNetwork(pdp.EndPoint);
        await using var sample = await SampleProcess.StartAsync(folder, program, network.EndPoint);

        var alice = await SendAsync(sample, "alice");
        var gustav = await SendAsync(sample, "gustav");
        var nobody = await SendAsync(sample, user: null);
        var secret = await SendAsync(sample, "alice", "/documents/falcon");
        var written = await SendAsync(sample, "gustav", method: "PUT");
        await pdp.StopAsync();
        var out1 = await SendAsync(sample, "alice");
        await using var again = await PdpProcess.StartAsync();
        network.Server = again.EndPoint;
        var back = out1;
        while (back.Status != 200) back = await SendAsync(sample, "alice");

        Assert.Equal((200, served), (alice.Status, alice.Body));
        Assert.Equal((403, "application/problem+json"), (gustav.Status, gustav.Type));
        Assert.Equal("documents and folders never leave their company", JsonDocument.Parse(gustav.Body).RootElement.GetProperty("detail").GetString());
        Assert.Equal(401, nobody.Status);
        Assert.Equal(200, secret.Status);
        Assert.Equal(403, written.Status);
        Assert.Equal((503, "application/problem+json", true), (out1.Status, out1.Type, out1.RetryAfter is not null));
        Assert.Equal(served, back.Body);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_sample_that_believes_everybody_starts_in_development_only(string folder, string program, string served)
    {
        var (exitCode, error) = await SampleProcess.FailAsync(folder, program, "Production");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("for Development only", error, StringComparison.Ordinal);
        Assert.NotEmpty(served);
    }

    [Fact]
    public async Task What_a_caller_says_of_itself_does_not_get_through_the_gateway()
    {
        await using var pdp = await PdpProcess.StartAsync();
        await using var sample = await SampleProcess.StartAsync("yarp-gateway", "Documents.Gateway", pdp.EndPoint);

        var reply = await SendAsync(sample, "alice", "/folders/plans", spoofed: "carol");

        Assert.Equal((200, "GET plans for alice"), (reply.Status, reply.Body));
    }

    private static async Task<(int Status, string? Type, TimeSpan? RetryAfter, string Body)> SendAsync(
        SampleProcess sample, string? user, string path = "/documents/roadmap", string method = "GET", string? spoofed = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (user is not null) request.Headers.Add("x-demo-user", user);
        if (spoofed is not null) request.Headers.Add("x-user", spoofed);
        using var response = await sample.Client.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
