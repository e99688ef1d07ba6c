using Pdp.Engine.Sources;
using Pdp.Identity.Revocations;
using Pdp.Language.Diagnostics;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Revoking;

/// <summary>What is revoked when a server starts.</summary>
/// <param name="File">What the operator's file says.</param>
/// <param name="Kept">What was kept of earlier runs.</param>
/// <param name="Journal">Where what is revoked while the server runs is kept; null: nowhere, and nothing can be.</param>
/// <param name="Warning">What is to be told of what was kept; null: nothing.</param>
internal sealed record RevocationStart(DenyList File, DenyList Kept, RevocationJournal? Journal, string? Warning)
{
    /// <summary>The name of the file in the state folder.</summary>
    public const string JournalName = "revocations.jsonl";

    /// <summary>Nothing is revoked, and nothing can be.</summary>
    public static RevocationStart Nothing { get; } = new(DenyList.Empty, DenyList.Empty, null, null);

    /// <summary>Reads it.</summary>
    /// <exception cref="StartUpException">Something is wrong with it: a server that does not know what is revoked does not start.</exception>
    public static RevocationStart Read(PdpServerOptions options, TimeProvider clock)
    {
        var file = DenyList.Empty;
        if (options.Revocations is { } path)
        {
            var (list, findings) = RevocationFile.Read(path);
            file = list ?? throw new StartUpException("it is not known what is revoked", "correct what is told above; the server does not go on without", null) { Findings = findings };
        }

        if (options.State is not { } state) return Nothing with { File = file };
        var journal = Path.Combine(state, JournalName);
        try
        {
            Directory.CreateDirectory(state);
            var opened = RevocationJournal.Open(journal, clock.GetUtcNow(), out var kept, out var wasTorn);
            return new RevocationStart(file, kept, opened, wasTorn ? $"the last record of `{journal}` was broken off, and is left out: nobody was told that it was kept" : null);
        }
        catch (InvalidDataException exception)
        {
            throw new StartUpException($"it is not known what is revoked: {exception.Message}", $"restore `{journal}` from a copy; without it what was revoked would count again", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException($"it is not known what is revoked: `{journal}` cannot be used: {exception.Message.TrimEnd('.')}", "give the server a folder of its own with `--state DIR`", exception);
        }
    }
}
