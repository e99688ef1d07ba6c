using System.Security.Cryptography;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Transport;

/// <summary>A file as it was read.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Bytes">What it holds; empty when it cannot be read.</param>
/// <param name="Mode">Who may do what with it; null: the system does not know of such.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
internal sealed record TlsFile(string Path, byte[] Bytes, UnixFileMode? Mode, SourceDiagnostic? Problem)
{
    /// <summary>The most that a file may hold, in bytes.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="setting">The setting that names it.</param>
    public static TlsFile Read(string path, string setting)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > Largest) return Failed($"it is larger than {Largest} bytes");
            var bytes = new byte[(int)stream.Length];
            stream.ReadExactly(bytes);
            return new TlsFile(path, bytes, OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(stream.SafeFileHandle), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.'));
        }

        TlsFile Failed(string why) => new(path, [], null, new SourceDiagnostic(
            TransportCodes.Unreadable, Severity.Error, new SourceLocation(path, ""), $"it cannot be read: {why}", $"name a file that this user can read with `{setting} FILE`"));
    }

    /// <summary>Puts into a digest all that its meaning depends on.</summary>
    public void AddTo(IncrementalHash digest)
    {
        digest.AppendData(SHA256.HashData(Bytes));
        digest.AppendData(BitConverter.GetBytes((int)(Mode ?? 0)));
        digest.AppendData([(byte)(Problem is null ? 0 : 1)]);
    }
}
