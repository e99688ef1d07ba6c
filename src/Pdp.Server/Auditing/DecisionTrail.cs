using System.Diagnostics;
using System.Text;
using Pdp.Audit;
using Pdp.Audit.Records;
using Pdp.Bundles.Archives.Signing;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.Auditing.Tracing;
using Pdp.Server.Hosting;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.ShadowReports;
using Pdp.Wire.Lean;
using EngineDecision = Pdp.Engine.Decisions.Decision;

namespace Pdp.Server.Auditing;

/// <summary>
/// The decision log: the one place where decisions of all channels are recorded. It says as well, where records are required, which
/// PERMIT must not be given because its record is not on the disk.
/// </summary>
internal sealed partial class DecisionTrail(PdpServerOptions options, TimeProvider clock, ILogger<DecisionTrail> logger) : IAsyncDisposable
{
    private readonly AuditSettings _settings = options.Audit;
    private readonly ShadowShare _permits = new(options.Audit.Permits);
    private AuditLog<DecisionEntry>? _log;
    private RecordWriter? _writer;

    /// <summary>Whether decisions are recorded.</summary>
    public bool IsOn => _log is not null;

    /// <summary>Whether PERMITs wait for their records.</summary>
    public bool IsRequired => _settings.Mode == AuditMode.Required;

    /// <summary>Why it cannot be written at the moment, for operators; null: it can, or there is none.</summary>
    public string? Failure => _log?.Failure;

    /// <summary>The sinks that do not get the records at the moment, by their names.</summary>
    public IEnumerable<string> FailingSinks => _log?.Sinks.Where(static sink => sink.Failure is not null).Select(static sink => sink.Name) ?? [];

    /// <summary>The log; null: there is none.</summary>
    public AuditLog<DecisionEntry>? Log => _log;

    /// <summary>Opens the log, if there is to be one.</summary>
    /// <exception cref="StartUpException">It cannot be kept.</exception>
    public void Open()
    {
        if (_settings.Mode == AuditMode.Off || _log is not null) return;
        _writer = new RecordWriter(_settings.Requests, options.Wire, _settings.HashKey is { } secret ? AuditKeys.Secret(secret) : null);
        try
        {
            _log = AuditLog.Open<DecisionEntry>(
                new AuditOptions
                {
                    Folder = _settings.Folder!, SyncsEachBatch = IsRequired, Capacity = _settings.Buffer, LongestWait = _settings.Wait,
                    FileBytes = _settings.FileMegabytes * 1024L * 1024, FileAge = _settings.FileAge, MostFiles = _settings.Files,
                    Key = _settings.Key is { } key ? AuditKeys.Signing(key) : null, CheckpointEvery = _settings.Checkpoint,
                    Sinks = AuditSinks.Of(options, clock), SinkBytes = _settings.SinkMegabytes * 1024L * 1024,
                },
                clock, Tell);
        }
        catch (AuditException exception)
        {
            throw new StartUpException(exception.Message, "name a folder with `--audit-dir DIR` that this server alone may write to", exception);
        }
    }

    /// <summary>When a decision begins, for its record.</summary>
    public long Begin() => IsOn ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Records a decision on a request.</summary>
    /// <param name="bundle">By what it was made.</param>
    /// <param name="request">The request.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="id">Its id.</param>
    /// <param name="caller">Who asked; null: it is not known here.</param>
    /// <param name="now">Its time.</param>
    /// <param name="begun">What <see cref="Begin"/> said.</param>
    /// <returns>Why the decision must not be given, if it is a PERMIT; else null.</returns>
    public string? Keep(ServedBundle bundle, Request request, EngineDecision decision, string id, Caller? caller, DateTimeOffset now, long begun)
    {
        if (_log is not { } log || !IsWanted(log, decision, now, out var why)) return null;
        if (why is not null) return why;
        if (!log.TryClaim(0, decision.Allowed, now, out var entry, out var ticket)) return NoRoom(decision);
        try
        {
            entry.Message(request);
            Span<byte> utf8 = stackalloc byte[DecisionIds.Length];
            Encoding.ASCII.GetBytes(id, utf8);
            entry.Set(RecordKinds.Decision, _writer!, bundle, decision, utf8, caller, now, Stopwatch.GetElapsedTime(begun), CallTrace.Current);
        }
        finally
        {
            log.Publish(ticket);
        }

        return IsRequired && decision.Allowed ? Await(log, ticket, id) : null;
    }

    /// <summary>Records a decision on a request that is there as the bytes of a <c>CheckRequest</c>.</summary>
    public string? Keep(
        ServedBundle bundle, ReadOnlySpan<byte> message, EngineDecision decision, ReadOnlySpan<byte> id, Caller? caller, DateTimeOffset now, long begun)
    {
        if (_log is not { } log || !IsWanted(log, decision, now, out var why)) return null;
        if (why is not null) return why;
        if (!log.TryClaim(message.Length, decision.Allowed, now, out var entry, out var ticket)) return NoRoom(decision);
        try
        {
            message.CopyTo(entry.Message(message.Length));
            entry.Set(RecordKinds.Decision, _writer!, bundle, decision, id, caller, now, Stopwatch.GetElapsedTime(begun), CallTrace.Current);
        }
        finally
        {
            log.Publish(ticket);
        }

        return IsRequired && decision.Allowed ? Await(log, ticket, Encoding.ASCII.GetString(id)) : null;
    }

    /// <summary>Records a decision on an item of a batch.</summary>
    public string? Keep(
        ServedBundle bundle, in LeanBatch batch, ReadOnlySpan<byte> item, EngineDecision decision, ReadOnlySpan<byte> id, Caller? caller, DateTimeOffset now, long begun)
    {
        if (_log is not { } log || !IsWanted(log, decision, now, out var why)) return null;
        if (why is not null) return why;
        var length = batch.MostRequestBytes(item);
        if (!log.TryClaim(length, decision.Allowed, now, out var entry, out var ticket)) return NoRoom(decision);
        try
        {
            entry.Trim(batch.CopyRequest(item, entry.Message(length)));
            entry.Set(RecordKinds.Decision, _writer!, bundle, decision, id, caller, now, Stopwatch.GetElapsedTime(begun), CallTrace.Current);
        }
        finally
        {
            log.Publish(ticket);
        }

        return IsRequired && decision.Allowed ? Await(log, ticket, Encoding.ASCII.GetString(id)) : null;
    }

    /// <summary>Records an explanation: it allows nothing, and is waited for by nobody.</summary>
    public void KeepExplanation(ServedBundle bundle, Request request, EngineDecision decision, string id, Caller? caller, DateTimeOffset now, long begun) =>
        KeepOther(RecordKinds.Explain, bundle, request, decision, null, id, caller, now, begun);

    /// <summary>Records a page of a search as one record: it allows nothing, and is waited for by nobody.</summary>
    public void KeepSearch(ServedBundle bundle, Request question, SearchedRecord search, Caller? caller, DateTimeOffset now, long begun) =>
        KeepOther(RecordKinds.Search, bundle, question, null, search, IsOn ? DecisionIds.Next(now) : "", caller, now, begun);

    /// <summary>Makes an answer whose PERMITs are recorded, and waits for all of their records together, without holding a thread up.</summary>
    /// <param name="state">Is handed on to <paramref name="answer"/>.</param>
    /// <param name="answer">Decides and makes the answer, on one thread. When the records cannot be had it is called again, and every PERMIT of it is refused.</param>
    public ValueTask<TAnswer> AnswerAsync<TState, TAnswer>(TState state, Func<TState, TAnswer> answer) =>
        IsRequired && IsOn ? AnswerDurablyAsync(state, answer) : new(answer(state));

    /// <summary>Writes all that waits.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_log is { } log) await log.DisposeAsync();
    }

    private async ValueTask<TAnswer> AnswerDurablyAsync<TState, TAnswer>(TState state, Func<TState, TAnswer> answer)
    {
        var scope = new TrailScope();
        var made = scope.Run(state, answer);
        if (scope.Ticket == 0 || await _log!.WaitAsync(scope.Ticket) is not { } why) return made;
        foreach (var id in scope.Ids) _log.Withhold(id);
        return new TrailScope { Refusal = Refusal(why) }.Run(state, answer);
    }

    private void KeepOther(
        string kind, ServedBundle bundle, Request request, EngineDecision? decision, SearchedRecord? search, string id, Caller? caller, DateTimeOffset now, long begun)
    {
        if (_log is not { } log || !log.TryClaim(0, isPermit: false, now, out var entry, out var ticket)) return;
        try
        {
            entry.Message(request);
            entry.Search = search;
            Span<byte> utf8 = stackalloc byte[DecisionIds.Length];
            Encoding.ASCII.GetBytes(id, utf8);
            entry.Set(kind, _writer!, bundle, decision, utf8, caller, now, Stopwatch.GetElapsedTime(begun), CallTrace.Current);
        }
        finally
        {
            log.Publish(ticket);
        }
    }

    // Whether a decision is to be recorded, and why it must not be given whatever becomes of its record.
    private bool IsWanted(AuditLog<DecisionEntry> log, EngineDecision decision, DateTimeOffset now, out string? refusal)
    {
        refusal = null;
        if (!decision.Allowed) return TrailScope.Current?.Refusal is null;
        if (IsRequired)
        {
            // answered a second time, after its records could not be had
            refusal = TrailScope.Current?.Refusal;
            return true;
        }

        if (_permits.Chooses()) return true;
        log.LeaveOut(now);
        return false;
    }

    private string? NoRoom(EngineDecision decision) =>
        IsRequired && decision.Allowed ? Refusal(_log!.Reason ?? "there is no room for it") : null;

    private static string? Await(AuditLog<DecisionEntry> log, long ticket, string id)
    {
        if (TrailScope.Current is { } scope)
        {
            scope.Add(ticket, id);
            return null;
        }

        if (log.WaitAsync(ticket).AsTask().GetAwaiter().GetResult() is not { } why) return null;
        log.Withhold(id);
        return Refusal(why);
    }

    private static string Refusal(string why) => $"the decision cannot be recorded: {why}";

    private void Tell(AuditNews news, string text)
    {
        switch (news)
        {
            case AuditNews.Failed: LogFailed(logger, text, IsRequired ? "no PERMIT is given meanwhile" : "decisions there is no room for are counted"); break;
            case AuditNews.Recovered: LogRecovered(logger); break;
            case AuditNews.Dropped: LogDropped(logger, text); break;
            case AuditNews.Lost: LogLost(logger, text); break;
            case AuditNews.SinkFailed: LogSinkFailed(logger, text); break;
            case AuditNews.SinkRecovered: LogSinkRecovered(logger, text); break;
            case AuditNews.Shortened: LogShortened(logger, text); break;
            default: LogFound(logger, text); break;
        }
    }
}
