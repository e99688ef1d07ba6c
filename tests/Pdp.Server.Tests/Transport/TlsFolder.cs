using Pdp.Server.Settings;

namespace Pdp.Server.Tests.Transport;

/// <summary>A folder with the files of a server's encryption, which are put in place whole.</summary>
internal sealed class TlsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-tls-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Settings with these files.</summary>
    public TlsOptions Options => new() { Certificate = this["server.pem"], Key = this["server.key"], Poll = TimeSpan.FromMilliseconds(20) };

    public void Put(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var path = this[name];
        File.WriteAllText(path + ".new", text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path + ".new", mode);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void PutServer(Issued issued)
    {
        Put("server.pem", issued.Certificate);
        Put("server.key", issued.Key);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
