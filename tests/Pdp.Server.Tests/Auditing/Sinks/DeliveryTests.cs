using System.IO.Pipes;
using System.Text;
using Pdp.Audit.Records;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Auditing.Sinks;

public sealed class DeliveryTests : IDisposable
{
    private readonly AuditedFolder _folder = new();
    private readonly LogRecorder _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Standard_output_gets_every_record_as_the_files_have_it()
    {
        using var output = new MemoryStream();
        await using (var server = await StartAsync(static audit => audit with { Stdout = true }, o => o with { StandardOutput = () => output }))
            await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);

        Assert.Equal(Lines(_folder.Text), Lines(Encoding.UTF8.GetString(output.ToArray())));
    }

    [Fact]
    public async Task A_reader_of_standard_output_that_does_not_read_holds_up_no_decision_and_is_told_of()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        await using (var server = await StartAsync(
            static audit => audit with { Stdout = true, SinkMegabytes = 1 }, o => o with { StandardOutput = () => new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle) }))
        {
            var large = Questions.Permitted.Clone();
            large.Resource.Id = new string('x', 8000);
            while (await ReadyAsync(server) == "ready\n")
            {
                for (var i = 0; i < 50; i++) Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(large, cancellationToken: Cancelled)).Decision);
            }

            Assert.Equal("ready; degraded: the decision log is not delivered to `stdout`\n", await ReadyAsync(server));

            // and it recovers by itself
            var reading = pipe.CopyToAsync(Stream.Null, Cancelled);
            while (await ReadyAsync(server) != "ready\n") await Task.Delay(5, Cancelled);
        }

        Assert.NotEmpty(_folder.Of(RecordKinds.Undelivered));
        Assert.Contains(_log.Records, static one => one.StartsWith("Error AuditSinkFailed: the decision log is not delivered to `stdout`: records come faster", StringComparison.Ordinal));
        Assert.Empty(_folder.Verify().Findings);
    }

    [Fact]
    public async Task A_collector_gets_every_record_with_what_one_searches_by()
    {
        await using var collector = await Collector.StartAsync();
        var token = Path.Combine(_folder.Place, "token");
        await File.WriteAllTextAsync(token, "first\n", Cancelled);
        string id;
        await using (var server = await StartAsync(audit => audit with { Otlp = At(collector), OtlpTokenFile = token }))
            id = (await server.Decisions.CheckAsync(Questions.Permitted, new Grpc.Core.Metadata { { "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } }, cancellationToken: Cancelled)).DecisionId;

        Assert.Equal(Lines(_folder.Text), collector.Records.Select(static one => one.GetProperty("body").GetProperty("stringValue").GetString()!));
        Assert.All(collector.Authorizations, static one => Assert.Equal("Bearer first", one));
        var record = collector.Records.Single(static one => one.GetProperty("eventName").ValueEquals("pdp.decision"));
        Assert.Equal(
            $$$"""[{"key":"pdp.record","value":{"intValue":"2"}},{"key":"pdp.decision.id","value":{"stringValue":"{{{id}}}"}},{"key":"pdp.decision","value":{"stringValue":"PERMIT"}},{"key":"pdp.revision","value":{"stringValue":"{{{Fixture.Bundle.Revision}}}"}},{"key":"pdp.caller.id","value":{"stringValue":"anonymous"}},{"key":"pdp.subject.type","value":{"stringValue":"user"}},{"key":"pdp.subject.id","value":{"stringValue":"alice"}},{"key":"pdp.action","value":{"stringValue":"read"}},{"key":"pdp.resource.type","value":{"stringValue":"document"}},{"key":"pdp.resource.id","value":{"stringValue":"d1"}}]""",
            record.GetProperty("attributes").GetRawText());
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.GetProperty("traceId").GetString(), record.GetProperty("spanId").GetString()));
        Assert.Equal((9, 19), (record.GetProperty("severityNumber").GetInt32(), record.GetProperty("timeUnixNano").GetString()!.Length));
    }

    [Fact]
    public async Task A_collector_that_refuses_for_a_while_gets_all_and_one_that_refuses_for_good_is_counted()
    {
        await using var collector = await Collector.StartAsync();
        var answers = new Queue<(int, string)?>([(503, ""), (401, ""), (200, """{"partialSuccess":{"rejectedLogRecords":"1"}}""")]);
        collector.Answer = () => answers.TryDequeue(out var next) ? next : (200, "{}");
        await using (var server = await StartAsync(audit => audit with { Otlp = At(collector) }))
        {
            while (collector.Asked < 3) await Task.Delay(5, Cancelled);
            await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled);
            while (await ReadyAsync(server) != "ready\n") await Task.Delay(5, Cancelled);
        }

        Assert.Equal(1, Assert.Single(_folder.Of(RecordKinds.Undelivered)).GetProperty("count").GetInt32());
        Assert.Equal(Lines(_folder.Text), collector.Records.Select(static one => one.GetProperty("body").GetProperty("stringValue").GetString()!));
        Assert.Contains("Error AuditSinkFailed: the decision log is not delivered to `otlp`: the collector answers with status 503; it is tried again, and a record says what does not get there", _log.Records);
    }

    [Fact]
    public async Task Where_records_are_required_a_collector_that_hangs_or_is_not_there_changes_no_answer()
    {
        await using var collector = await Collector.StartAsync();
        collector.Answer = static () => null;
        await using (var server = await StartAsync(audit => audit with { Mode = AuditMode.Required, Otlp = At(collector), OtlpTimeout = TimeSpan.FromMilliseconds(100) }))
        {
            while (await ReadyAsync(server) == "ready\n") await Task.Delay(5, Cancelled);
            Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
            Assert.Equal("ready; degraded: the decision log is not delivered to `otlp`\n", await ReadyAsync(server));
            collector.Answer = static () => (200, "");
        }

        Assert.Empty(_folder.Of(RecordKinds.Undelivered));
        Assert.Equal(Lines(_folder.Text), collector.Records.Select(static one => one.GetProperty("body").GetProperty("stringValue").GetString()!).Distinct());
    }

    private static OtlpAddress At(Collector collector) => OtlpAddress.Parse(collector.Url.ToString(), out _)!;

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.Contains("\"kind\":\"file\"", StringComparison.Ordinal));

    private static Task<string> ReadyAsync(RunningServer server) => server.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancelled);

    private Task<RunningServer> StartAsync(Func<AuditSettings, AuditSettings> audit, Func<PdpServerOptions, PdpServerOptions>? more = null) =>
        RunningServer.StartAsync(o => { var set = _folder.Set(AuditMode.Bounded, audit)(o); return more?.Invoke(set) ?? set; }, log: _log);
}
