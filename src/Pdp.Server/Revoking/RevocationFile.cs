using Pdp.Engine.Sources;
using Pdp.Identity.Revocations;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Revoking;

/// <summary>Reads the file in which an operator says what is revoked.</summary>
internal static class RevocationFile
{
    /// <summary>Reads it.</summary>
    /// <returns>What is revoked, or all that is wrong.</returns>
    public static (DenyList? List, IReadOnlyList<SourceDiagnostic> Findings) Read(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > RevocationJson.Largest) return (null, [Finding(RevocationCodes.Unreadable, "", $"it cannot be read: it is larger than {RevocationJson.Largest} bytes", null)]);
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.');
            return (null, [Finding(RevocationCodes.Unreadable, "", $"it cannot be read: {why}", "name a file that this user can read with `--revocations FILE`")]);
        }

        return RevocationJson.ReadDocument(bytes, out var problems) is { } read
            ? (DenyList.Of(read), [])
            : (null, [.. problems.Select(problem => Finding(RevocationCodes.WrongContent, problem.Pointer, problem.Message, problem.Help))]);

        SourceDiagnostic Finding(string code, string pointer, string message, string? help) =>
            new(code, Severity.Error, new SourceLocation(path, pointer), message, help);
    }
}
