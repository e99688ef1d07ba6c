using System.Text.Json;
using Pdp.Audit.Files;
using Pdp.Audit.Records;
using Pdp.Audit.Verifying;
using Pdp.Server.Auditing;
using Pdp.Server.Settings;

namespace Pdp.Server.Tests.Auditing;

/// <summary>A folder for a decision log, and what is in it.</summary>
internal sealed class AuditedFolder : IDisposable
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-audited-");

    public AuditedFolder(string? within = null) => Log = Path.Combine(within ?? _place.FullName, "log");

    /// <summary>The folder of the log.</summary>
    public string Log { get; }

    /// <summary>A place for other files.</summary>
    public string Place => _place.FullName;

    /// <summary>All records.</summary>
    public IReadOnlyList<JsonElement> Records => [.. LogFile.In(Log).SelectMany(static file => Whole(file.Path)).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The records of decisions.</summary>
    public IReadOnlyList<JsonElement> Decisions => Of(RecordKinds.Decision);

    /// <summary>All of it as text.</summary>
    public string Text => string.Concat(LogFile.In(Log).Select(static file => File.ReadAllText(file.Path)));

    public Func<PdpServerOptions, PdpServerOptions> Set(AuditMode mode, Func<AuditSettings, AuditSettings>? more = null) => options =>
    {
        var settings = new AuditSettings { Mode = mode, Folder = Log };
        return options with { Audit = more?.Invoke(settings) ?? settings };
    };

    public IReadOnlyList<JsonElement> Of(string kind) => [.. Records.Where(record => record.GetProperty("kind").ValueEquals(kind))];

    public AuditVerdict Verify()
    {
        using var verifier = new AuditVerifier(null);
        return verifier.Verify(LogFile.In(Log));
    }

    public void Dispose() => _place.Delete(recursive: true);

    // a killed server leaves a line without its end
    private static string[] Whole(string path) => File.ReadAllText(path).Split('\n')[..^1];
}
