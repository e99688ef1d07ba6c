using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Server.Health;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using static Pdp.Server.Tests.Support.PipedCall;

namespace Pdp.Server.Tests.Direct;

public sealed class DirectStreamTests
{
    /// <summary>What ends a stream, and how; the question before it is answered.</summary>
    public static TheoryData<string, byte[], string> Ends => new()
    {
        { "nothing more", [], "0" },
        { "garbage", Frame([0x12, 0x7f]), "3" },
        { "a compressed message", Frame(Ask(2).ToByteArray(), flag: 1), "13" },
        { "a message cut short", Frame(Ask(2))[..^1], "13" },
        { "a broken header", [0, 0], "13" },
        { "a message beyond the limit", [0, 0, 0x10, 0, 1], "8" },
        { "a length alone", [0, 0xff, 0xff, 0xff, 0xff], "8" },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(128)]
    public async Task Questions_that_come_together_are_answered_in_their_order(int together)
    {
        const int Count = 10;
        var call = new PipedCall("CheckStream");
        var body = Enumerable.Range(1, Count).SelectMany(static i => Frame(Ask((ulong)i))).ToArray();
        Assert.True(await call.AnswerAsync(Calls(new PdpServerOptions { MaxStreamItems = together }), body));
        Assert.Equal("0", call.Status);
        var answers = (await call.MessagesAsync()).ConvertAll(CheckStreamResponse.Parser.ParseFrom);
        Assert.Equal(Enumerable.Range(1, Count).Select(static i => (ulong)i), answers.Select(static a => a.RequestId));
        Assert.All(answers, static a => Assert.Equal(a.RequestId % 2 == 0 ? Decision.Permit : Decision.Deny, a.Response.Decision));
    }

    [Fact]
    public async Task Questions_may_come_in_pieces()
    {
        var call = new PipedCall("CheckStream");
        var answering = call.AnswerAsync(Calls()).AsTask();
        foreach (var unit in Enumerable.Range(1, 3).SelectMany(static i => Frame(Ask((ulong)i)))) await call.SendAsync([unit]);
        await call.EndAsync();
        Assert.True(await answering);
        Assert.Equal(3, (await call.MessagesAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public async Task However_a_stream_ends_what_was_asked_before_is_answered(string what, byte[] end, string status)
    {
        var call = new PipedCall("CheckStream");
        Assert.True(await call.AnswerAsync(Calls(), [.. Frame(Ask(1)), .. end]));
        Assert.True(call.Status == status, $"{what}: {call.Status}");
        Assert.Single(await call.MessagesAsync());
    }

    [Fact]
    public async Task A_question_in_a_form_of_its_own_is_answered_as_well()
    {
        // the id behind the question, and in more bytes than it needs; the question in two parts
        var question = Ask(2).Request;
        byte[] first = [.. new CheckStreamRequest { Request = new CheckRequest { Subject = question.Subject } }.ToByteArray()];
        var rest = question.Clone();
        rest.Subject = null;
        byte[] message = [.. first, .. new CheckStreamRequest { Request = rest }.ToByteArray(), 0x08, 0x82, 0x80, 0x00];
        var call = new PipedCall("CheckStream");
        Assert.True(await call.AnswerAsync(Calls(), Frame(message)));
        var answer = CheckStreamResponse.Parser.ParseFrom(Assert.Single(await call.MessagesAsync()));
        Assert.Equal((2ul, Decision.Permit), (answer.RequestId, answer.Response.Decision));
    }

    [Fact]
    public async Task The_largest_id_comes_back()
    {
        var call = new PipedCall("CheckStream");
        Assert.True(await call.AnswerAsync(Calls(), Frame(Ask(ulong.MaxValue))));
        Assert.Equal(ulong.MaxValue, CheckStreamResponse.Parser.ParseFrom(Assert.Single(await call.MessagesAsync())).RequestId);
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_stream_after_what_was_asked()
    {
        using var readiness = new Readiness();
        var call = new PipedCall("CheckStream");
        var answering = call.AnswerAsync(Calls(readiness: readiness)).AsTask();
        await call.SendAsync(Frame(Ask(1)));
        readiness.Enter(ServerPhase.Stopping);
        Assert.True(await answering);
        Assert.Equal("14", call.Status); // UNAVAILABLE
        Assert.Single(await call.MessagesAsync());
    }

    [Fact]
    public async Task A_stream_with_a_deadline_is_left_to_who_has_the_timers()
    {
        var call = new PipedCall("CheckStream").With("grpc-timeout", "10S");
        Assert.False(await call.AnswerAsync(Calls(), Frame(Ask(1))));
        Assert.Equal(Frame(Ask(1)), await call.RestAsync());
    }

    private static CheckStreamRequest Ask(ulong id) => new()
    {
        RequestId = id, Request = id % 2 == 0 ? Questions.Permitted : Questions.Denied,
    };
}
