using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Pdp.Audit.Files;
using Pdp.Audit.Records;
using Pdp.Audit.Verifying;
using Pdp.Bundles.Archives.Signing;

namespace Pdp.Audit.Tests.Support;

/// <summary>A folder with a log, written and read.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-audit-");

    public TestLog() => Folder = Path.Combine(_place.FullName, "log");

    public string Folder { get; init; }

    public ConcurrentQueue<(AuditNews News, string Text)> News { get; } = new();

    public AuditOptions Options => new() { Folder = Folder, RetryAfter = TimeSpan.FromMilliseconds(10), Linger = TimeSpan.FromMilliseconds(1) };

    public IReadOnlyList<LogFile> Files => LogFile.In(Folder);

    /// <summary>All lines of all files.</summary>
    public IReadOnlyList<JsonElement> Lines =>
        [.. Files.SelectMany(static file => File.ReadAllLines(file.Path)).Select(static line => JsonDocument.Parse(line).RootElement)];

    public AuditLog<Entry> Open(AuditOptions? options = null, TimeProvider? clock = null) =>
        AuditLog.Open<Entry>(options ?? Options, clock ?? TimeProvider.System, (news, text) => News.Enqueue((news, text)));

    public AuditLog<Entry> Open(IFileOpener opener, AuditOptions? options = null, TimeProvider? clock = null) =>
        AuditLog<Entry>.Open(options ?? Options, clock ?? TimeProvider.System, opener, (news, text) => News.Enqueue((news, text)));

    /// <summary>Writes records with the ids from one number to another, and closes the log.</summary>
    public async Task WriteAsync(int from, int to, AuditOptions? options = null)
    {
        await using var log = Open(options);
        for (var i = from; i <= to; i++) Assert(Write(log, i) > 0);
    }

    /// <summary>Gives a log a record.</summary>
    /// <returns>Its ticket; 0: there was no room.</returns>
    public static long Write(AuditLog<Entry> log, int id, bool fails = false, DateTimeOffset? time = null)
    {
        var now = time ?? TimeProvider.System.GetUtcNow();
        if (!log.TryClaim(100, isPermit: true, now, out var entry, out var ticket)) return 0;
        (entry.Id, entry.Time, entry.Fails) = (id.ToString(CultureInfo.InvariantCulture), now, fails);
        log.Publish(ticket);
        return ticket;
    }

    public IEnumerable<int> Ids => Lines.Where(static line => Kind(line) == RecordKinds.Decision).Select(static line => int.Parse(line.GetProperty("id").GetString()!, CultureInfo.InvariantCulture));

    /// <summary>How many records of a kind tell to be left out, in all.</summary>
    public long Told(string kind) => Lines.Where(line => Kind(line) == kind).Sum(static line => line.GetProperty("count").GetInt64());

    public static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    public AuditVerdict Verify(BundleKeys? keys = null, AuditExpectation? expected = null)
    {
        using var verifier = new AuditVerifier(keys, expected);
        return verifier.Verify(Files);
    }

    public void Dispose() => _place.Delete(recursive: true);

    private static void Assert(bool holds) => Xunit.Assert.True(holds);
}
