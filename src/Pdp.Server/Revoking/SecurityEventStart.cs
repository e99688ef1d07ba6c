using Pdp.Engine.Sources;
using Pdp.Identity.SecurityEvents;
using Pdp.Identity.Settings;
using Pdp.Language.Diagnostics;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server.Revoking;

/// <summary>Whose security events a server takes.</summary>
/// <param name="Document">They; null: nobody's.</param>
internal sealed record SecurityEventStart(SecurityEventDocument? Document)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="StartUpException">Something is wrong with it.</exception>
    public static SecurityEventStart Read(PdpServerOptions options)
    {
        if (options.SecurityEvents is not { } path) return new SecurityEventStart(Document: null);
        if (options.State is null)
            throw new StartUpException("`--security-events` needs `--state`: what was revoked by an event would be forgotten when the server starts again", "name a folder of its own with `--state DIR`", null);
        byte[] bytes;
        try
        {
            if (new FileInfo(path).Length > IdentityDocument.Largest) throw new IOException($"it is larger than {IdentityDocument.Largest} bytes");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.');
            throw Failed([Finding(RevocationCodes.Unreadable, "", $"it cannot be read: {why}", "name a file that this user can read with `--security-events FILE`")]);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return SecurityEventDocument.Read(bytes, folder, out var problems) is { } document
            ? new SecurityEventStart(document)
            : throw Failed([.. problems.Select(problem => Finding(RevocationCodes.WrongContent, problem.Pointer, problem.Message, problem.Help))]);

        SourceDiagnostic Finding(string code, string pointer, string message, string? help) =>
            new(code, Severity.Error, new SourceLocation(path, pointer), message, help);
        static StartUpException Failed(IReadOnlyList<SourceDiagnostic> findings) =>
            new("it is not known whose security events to take", "correct what is told above; the server does not go on without", null) { Findings = findings };
    }
}
