using Pdp.Engine.Sources;
using Pdp.Identity.Settings;
using Pdp.Identity.WorkloadApi;
using Pdp.Language.Diagnostics;
using Pdp.Server.Hosting;

namespace Pdp.Server.Tokens;

/// <summary>Reads the document of the issuers whose tokens are taken.</summary>
internal static class IssuersFile
{
    private const string Setting = "--issuers";

    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is; null: there is none, and no token is taken.</param>
    /// <param name="workloadApi">Where the Workload API is, as the settings say; null: the environment may.</param>
    /// <exception cref="StartUpException">Something is wrong with it.</exception>
    public static IdentitySettings? Read(string? path, WorkloadAddress? workloadApi) => path is null ? null : Read(path, Bytes(path), workloadApi);

    /// <summary>Reads its bytes alone.</summary>
    /// <exception cref="StartUpException">They cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            // one byte beyond the bound is told as too large, and no more is read
            using var bounded = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; bounded.Length <= IdentityDocument.Largest && (read = file.Read(buffer)) > 0;) bounded.Write(buffer, 0, read);
            return bounded.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartUpException($"cannot read `{path}`: {exception.Message.TrimEnd('.')}", $"name the document of the issuers with `{Setting} FILE`", exception);
        }
    }

    /// <summary>Reads what its bytes say.</summary>
    /// <exception cref="StartUpException">Something is wrong with it.</exception>
    public static IdentitySettings Read(string path, byte[] json, WorkloadAddress? workloadApi)
    {
        var settings = IdentityDocument.Read(json, Path.GetDirectoryName(Path.GetFullPath(path))!, out var problems, workloadApi ?? OfEnvironment());
        if (settings is not null) return settings;
        throw Refused(path, [.. problems.Select(problem => new SourceDiagnostic(
            TokenCodes.WrongIssuers, Severity.Error, new SourceLocation(path, problem.Pointer), problem.Message, problem.Help))], null);
    }

    private static WorkloadAddress? OfEnvironment() => Environment.GetEnvironmentVariable(WorkloadAddress.Variable) is { } text ? WorkloadAddress.Parse(text, out _) : null;

    /// <summary>What is told when the document cannot be used.</summary>
    public static StartUpException Refused(string path, IReadOnlyList<SourceDiagnostic> findings, Exception? cause)
    {
        var errors = findings.Count;
        return new StartUpException(
            $"no token can be verified: `{path}` has {errors} {(errors == 1 ? "error" : "errors")}", "correct what is told above; the server does not go on without", cause)
        {
            Findings = findings,
        };
    }
}
