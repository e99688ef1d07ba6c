using System.Diagnostics;
using System.Globalization;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Support.Http2;
using Xunit;

namespace Pdp.Server.Tests.Direct;

/// <summary>
/// Calls made by chance, held against the gRPC library over real sockets: some hundred with every build, and more for who sets
/// <c>PDP_WIRE_FUZZ_SECONDS</c> (and <c>PDP_WIRE_FUZZ_SEED</c>, the first call's number).
/// </summary>
public sealed class MutatedCallsTests(TwoWays servers, ITestOutputHelper output) : IClassFixture<TwoWays>
{
    private const int Cases = 400;

    // what a connection is good for before another one takes its place, so that both kinds are met: fresh ones and used ones
    private const int CallsOfConnection = 50;

    private const long LargestGrowth = 16 * 1024 * 1024;

    [Fact]
    public async Task Whatever_comes_is_answered_as_the_library_answers_it()
    {
        var seconds = Number("PDP_WIRE_FUZZ_SECONDS", 0);
        var first = Number("PDP_WIRE_FUZZ_SEED", 1);
        var started = Stopwatch.GetTimestamp();
        using var direct = new Client(servers.Direct);
        using var library = new Client(servers.Library);
        long before = 0;
        var (count, answered, own) = (0, 0, 0);
        for (; seconds > 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds < seconds : count < Cases; count++)
        {
            if (count == Cases / 2) before = GC.GetTotalMemory(forceFullCollection: true);
            var call = MutatedCall.Make(first + count);
            var actual = await direct.CallAsync(call);
            var expected = await library.CallAsync(call);
            if (actual == expected || call.IsBroken)
            {
                if (actual.Contains("grpc-status: 0", StringComparison.Ordinal)) answered++;
                continue;
            }

            own++;
            Assert.True(IsOwn(actual, expected), $"call {first + count} ({call.Path}):\n{actual}\n--- the library:\n{expected}");
        }

        await direct.EndAsync();
        await library.EndAsync();
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} calls from {first} on, {answered} answered well, {own} with a status of our own where the library tells UNKNOWN, {growth / 1024} KiB more"));
        Assert.InRange(growth, long.MinValue, LargestGrowth);
        Assert.InRange(answered, count / 10, count);
        Assert.DoesNotContain(servers.DirectLog.Records, static r => r.StartsWith("Error DirectFailed", StringComparison.Ordinal));
    }

    // The library takes headers of messages that are none for faults of the server; all else must be the same.
    private static bool IsOwn(string actual, string expected) =>
        expected.Contains("grpc-message: Exception was thrown by handler.", StringComparison.Ordinal)
        && (actual.Contains("grpc-status: 13", StringComparison.Ordinal) || actual.Contains("grpc-status: 8", StringComparison.Ordinal))
        && Rest(actual) == Rest(expected);

    private static string Rest(string text) =>
        string.Join('\n', text.Split('\n').Where(static line => !line.StartsWith("grpc-", StringComparison.Ordinal)));

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private sealed class Client(RunningServer server) : IDisposable
    {
        private RawConnection? _connection;
        private int _stream;

        public async Task<string> CallAsync(MutatedCall call)
        {
            if (_connection is not { IsClosed: false, GoAway: null } || _stream > 2 * CallsOfConnection)
            {
                _connection?.Dispose();
                _connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
                _stream = 1;
            }

            var stream = _stream;
            _stream += 2;
            await _connection.SendAsync(call.Frames(stream));
            if (!call.IsBroken) return (await _connection.EndOfAsync(stream)).Describe(call.Path);

            // What such frames bring is between the client and the transport; that the connection is over, one way or the other, is enough.
            _connection.HalfClose();
            await _connection.UntilAsync(static () => false);
            return _connection.Call(stream).End;
        }

        // no call is left behind
        public async Task EndAsync()
        {
            _connection?.Dispose();
            _connection = await RawConnection.ConnectAsync(server.Server.GrpcEndPoint);
            while (server.Server.CallsUnderWay > 0) await _connection.PingAsync();
            await _connection.SendAsync(Calls.Plain(1, Calls.Check));
            Assert.Equal("0", (await _connection.EndOfAsync(1)).GrpcStatus);
        }

        public void Dispose() => _connection?.Dispose();
    }
}
