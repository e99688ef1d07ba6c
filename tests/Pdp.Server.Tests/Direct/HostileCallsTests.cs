using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Support.Http2;
using Xunit;

namespace Pdp.Server.Tests.Direct;

/// <summary>A client that means harm gets what the gRPC library would tell it, and nobody else notices.</summary>
public sealed class HostileCallsTests(TwoWays servers) : IClassFixture<TwoWays>
{
    [Fact]
    public async Task Whatever_is_sent_is_answered_as_the_library_answers_it_and_grants_nothing()
    {
        var failures = new List<string>();
        foreach (var attack in Attack.All)
        {
            var (direct, text) = await OutcomeAsync(servers.Direct, attack);
            var (_, expected) = await OutcomeAsync(servers.Library, attack);
            if (attack.Own is var (status, message))
            {
                if (!expected.Contains("grpc-status: 2", StringComparison.Ordinal)) failures.Add($"{attack.Path}, {attack.Name}: the library knows it\n{expected}");
                expected = expected
                    .Replace("grpc-message: Exception was thrown by handler.", $"grpc-message: {message}", StringComparison.Ordinal)
                    .Replace("grpc-status: 2", $"grpc-status: {status}", StringComparison.Ordinal);
            }

            if (text != expected) failures.Add($"{attack.Path}, {attack.Name}:\n{text}\n--- the library:\n{expected}");
            if (!attack.MayBeRight && (direct.Body.Length > 0 || direct.GrpcStatus == "0")) failures.Add($"{attack.Path}, {attack.Name}: is answered\n{text}");
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        await IsIdleAsync(servers.Direct);
        Assert.DoesNotContain(servers.DirectLog.Records, static r => r.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_reset_at_any_stage_ends_and_the_connection_goes_on()
    {
        foreach (var path in Calls.Paths)
        {
            using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
            var question = Calls.Question(path);
            var stream = 1;
            for (var at = -1; at <= question.Length + 1; at++, stream += 2)
            {
                await connection.SendAsync(Http2.HeadersOf(stream, Calls.Headers(path)));
                if (at == question.Length + 1) await connection.SendAsync(Http2.DataOf(stream, question, end: true));
                else if (at >= 0) await connection.SendAsync(Http2.DataOf(stream, question[..at]));
                if (at % 3 == 0) await connection.PingAsync(); // gets there before it; or together with it
                await connection.SendAsync(Http2.ResetOf(stream, at % 2 == 0 ? Http2.Cancel : Http2.NoError));
            }

            await connection.SendAsync(Calls.Plain(stream, path));
            Assert.Equal("0", (await connection.EndOfAsync(stream)).GrpcStatus);
            Assert.Null(connection.GoAway);
        }

        await IsIdleAsync(servers.Direct);
    }

    [Fact]
    public async Task A_connection_that_drops_at_any_byte_leaves_no_call()
    {
        foreach (var path in Calls.Paths)
        {
            var bytes = Calls.Plain(1, path).SelectMany(static f => f).ToArray();
            for (var at = 0; at < bytes.Length; at += 7)
            {
                using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
                await connection.SendAsync(bytes[..at]);
                if (at % 2 == 0) connection.Drop();
                else connection.HalfClose();
            }
        }

        await IsIdleAsync(servers.Direct);
    }

    [Theory]
    [InlineData(Calls.Check)]
    [InlineData(Calls.Batch)]
    [InlineData(Calls.Stream)]
    public async Task A_caller_who_does_not_let_the_answer_come_gets_it_when_it_does(string path)
    {
        const int Many = 50;
        using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint, window: 0);
        for (var i = 0; i < Many; i++) await connection.SendAsync(Calls.Plain(1 + (2 * i), path));
        await connection.PingAsync();
        Assert.All(Enumerable.Range(0, Many), i => Assert.Empty(connection.Call(1 + (2 * i)).Body));

        // some take it byte by byte, some go
        for (var i = 1; i < Many; i++) await connection.SendAsync(Http2.ResetOf(1 + (2 * i)));
        var call = connection.Call(1);
        while (!call.IsEnded)
        {
            var had = call.Body.Length;
            await connection.SendAsync(Http2.WindowOf(1, 1));
            await connection.UntilAsync(() => call.IsEnded || call.Body.Length > had);
            Assert.InRange(call.Body.Length, had, had + 1);
        }

        Assert.Equal("0", call.GrpcStatus);
        Assert.Contains("DECISION_PERMIT", call.Describe(path), StringComparison.Ordinal);
        await IsIdleAsync(servers.Direct);
    }

    [Fact]
    public async Task A_stream_with_a_thousand_questions_under_way_can_be_left()
    {
        foreach (var window in new[] { 0, 4000, int.MaxValue / 2 })
        {
            using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint, window);
            var questions = Enumerable.Repeat(Calls.Question(Calls.Stream), 1000).SelectMany(static q => q).Chunk(16 * 1024).ToArray();
            await connection.SendAsync(Http2.HeadersOf(1, Calls.Headers(Calls.Stream)));
            foreach (var part in questions) await connection.SendAsync(Http2.DataOf(1, part));
            await connection.SendAsync(Http2.ResetOf(1));
            await connection.SendAsync(Http2.HeadersOf(3, Calls.Headers(Calls.Stream)), Http2.WindowOf(3, 100_000), Http2.DataOf(3, Calls.Question(Calls.Stream), end: true));
            Assert.Equal("0", (await connection.EndOfAsync(3)).GrpcStatus);
            await IsIdleAsync(servers.Direct);
        }
    }

    [Fact]
    public async Task A_caller_who_asks_and_does_not_read_is_not_read_from()
    {
        using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint, window: 0);
        await connection.SendAsync(Http2.HeadersOf(1, Calls.Headers(Calls.Stream)));

        // less than what may be sent on a stream before the server says that it has read something (Kestrel: 768 KiB)
        const int Parts = 40;
        var question = Calls.Question(Calls.Stream);
        var part = Enumerable.Repeat(question, 16 * 1024 / question.Length).SelectMany(static q => q).ToArray();
        for (var i = 0; i < Parts; i++) await connection.SendAsync(Http2.DataOf(1, part));
        await connection.PingAsync();
        Assert.Equal(0, connection.Granted(1));
        Assert.Empty(connection.Call(1).Body);
        await connection.SendAsync(Http2.ResetOf(1));
        await IsIdleAsync(servers.Direct);
    }

    [Fact]
    public async Task A_deadline_that_passes_on_the_way_is_told_as_the_library_tells_it()
    {
        foreach (var path in Calls.Paths)
        {
            var told = new List<string>();
            foreach (var server in new[] { servers.Direct, servers.Library })
            {
                using var connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
                await connection.SendAsync(Http2.HeadersOf(1, Calls.Headers(path, ("grpc-timeout", "50m"))), Http2.DataOf(1, Calls.Question(path)[..8]));
                told.Add((await connection.EndOfAsync(1)).Describe(path));
            }

            Assert.Contains("grpc-status: 4", told[0], StringComparison.Ordinal); // DEADLINE_EXCEEDED
            Assert.Equal(told[1], told[0]);
        }

        await IsIdleAsync(servers.Direct);
    }

    [Fact]
    public async Task A_caller_who_says_goodbye_gets_the_answer_to_what_it_asked()
    {
        foreach (var path in Calls.Paths)
        {
            using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint);
            var frames = Calls.Plain(1, path);
            await connection.SendAsync(frames[0], Http2.Frame(Http2.GoAway, 0, 0, [.. Http2.Number(0), .. Http2.Number(0)]), frames[1]);
            Assert.Equal("0", (await connection.EndOfAsync(1)).GrpcStatus);
        }

        await IsIdleAsync(servers.Direct);
    }

    [Theory]
    [InlineData("POST /pdp.v1.DecisionService/Check HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /pdp.v1.DecisionService/Check HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0")]
    public async Task Another_protocol_is_not_spoken(string bytes)
    {
        using var connection = await RawConnection.ConnectAsync(servers.Direct.Server.GrpcEndPoint, greet: false);
        await connection.SendAsync([.. bytes.Select(static c => (byte)c)]);
        connection.HalfClose();
        Assert.DoesNotContain("200", await connection.TextAsync(), StringComparison.Ordinal);
        await IsIdleAsync(servers.Direct);
    }

    // No call is left behind, and the server answers right. It is asked until that is so, as a call that was left ends on its own thread.
    private static async Task IsIdleAsync(RunningServer server)
    {
        using var connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
        while (server.Server.CallsUnderWay > 0) await connection.PingAsync();
        await connection.SendAsync(Calls.Plain(1, Calls.Check));
        Assert.Contains("DECISION_PERMIT", (await connection.EndOfAsync(1)).Describe(Calls.Check), StringComparison.Ordinal);
    }

    private static async Task<(CallOutcome Call, string Text)> OutcomeAsync(RunningServer server, Attack attack)
    {
        using var connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
        await connection.SendAsync(attack.Frames(1));
        var call = await connection.EndOfAsync(1);
        return (call, $"{call.Describe(attack.Path)}\ngoaway {connection.GoAway}");
    }
}
