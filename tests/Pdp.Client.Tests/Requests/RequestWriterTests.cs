using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Requests;

/// <summary>What is sent is the message, byte by byte what Protobuf reads; and a text that would be changed on the way is not sent.</summary>
public sealed class RequestWriterTests(SamplePdp pdp)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    public void What_is_written_is_what_protobuf_reads(int length)
    {
        var request = new AccessRequest
        {
            Subject = new PdpSubject("user", new string('a', length))
            {
                ["text"] = new string('ü', length), ["empty"] = "", ["yes"] = true, ["no"] = false, ["null"] = AttributeValue.Null,
                ["number"] = -1.5, ["integer"] = 1L << 53, ["zero"] = 0, ["wide"] = "😀",
                ["list"] = AttributeValue.List(["a", 1, true, AttributeValue.Null, AttributeValue.List([]), new AttributeMap { ["x"] = "y" }]),
                ["object"] = new AttributeMap { ["inner"] = new AttributeMap { ["deep"] = new[] { "b", "c" } }, ["none"] = new AttributeMap() },
            },
            Action = new PdpAction("read") { ["amount"] = length },
            Resource = new PdpResource("", "roadmap") { [new string('n', Math.Max(1, length))] = "name" },
            Context = { ["ip"] = "10.0.0.1" },
            MinRevision = new string('r', length),
            SubjectToken = new string('t', length),
        };

        var frozen = request.Freeze();

        Assert.Null(frozen.Problem);
        Assert.Equal(frozen.Message, CheckRequest.Parser.ParseFrom(frozen.Bytes));
        Assert.Equal(frozen.Message.CalculateSize(), frozen.Bytes.Length);
    }

    [Fact]
    public void What_is_empty_is_written_as_protobuf_does()
    {
        var frozen = new AccessRequest { Subject = new PdpSubject("", ""), Action = "", Resource = new PdpResource("", "") }.Freeze();

        Assert.Equal(frozen.Message, CheckRequest.Parser.ParseFrom(frozen.Bytes));
        Assert.Equal(frozen.Message.CalculateSize(), frozen.Bytes.Length);
    }

    public static TheoryData<string, AccessRequest> Halves => new()
    {
        { "subject", Ask.Who("ali\ud800ce") },
        { "subject", Ask.Who("\udc00") },
        { "resource", Ask.Who("alice", document: "a\ud83d") },
        { "action", Ask.Who("alice", action: "\ud83dx") },
        { "context", Context("a\ud800", "b") },
        { "context", Context("a", "b\udfff") },
        { "context", Context("a", AttributeValue.List(["b", "\ud800"])) },
        { "context", Context("a", new AttributeMap { ["\ud800"] = 1 }) },
    };

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Half_a_surrogate_pair_is_an_invalid_request_and_is_not_sent_as_something_else(string part, AccessRequest request)
    {
        await using var client = Ask.Client(pdp.Process.EndPoint);

        var alone = await client.CheckAsync(request, Cancellation);
        var among = await client.CheckManyAsync([Ask.Permitted(), request, With(request.Subject), With(request.Subject)], Cancellation);

        Assert.Equal((false, ReasonCode.InvalidRequest), (alone.IsPermitted, alone.Reason));
        Assert.Contains($"`{part}`", alone.Detail, StringComparison.Ordinal);
        Assert.Equal((false, ReasonCode.InvalidRequest), (among[1].IsPermitted, among[1].Reason));
        if (part != "subject") Assert.DoesNotContain(among.Where((_, index) => index > 1), one => one.Reason == ReasonCode.InvalidRequest);
        else Assert.All(among.Skip(1), one => Assert.Equal(ReasonCode.InvalidRequest, one.Reason));
    }

    [Fact]
    public void What_is_nested_too_deep_is_not_sent()
    {
        AttributeValue value = 1;
        for (var i = 0; i < 102; i++) value = AttributeValue.List([value]);

        var frozen = Context("deep", value).Freeze();

        Assert.Equal("`context` is nested more than 100 deep", frozen.Problem);
    }

    private static AccessRequest With(PdpSubject subject) => new() { Subject = subject, Action = "read", Resource = new PdpResource("document", "roadmap") };

    private static AccessRequest Context(string name, AttributeValue value) => new()
    {
        Subject = new PdpSubject("user", "alice"), Action = "read", Resource = new PdpResource("document", "roadmap"), Context = { [name] = value },
    };
}
