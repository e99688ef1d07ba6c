namespace Pdp.Client;

/// <summary>The files of certificates and keys, read again when they change.</summary>
internal sealed class TlsFiles
{
    private readonly PdpTlsOptions _options;
    private readonly string[] _files;
    private string _stamp;

    public TlsFiles(PdpTlsOptions options)
    {
        _options = options;
        _files = [.. new[] { options.CertificateAuthorityFile, options.CertificateFile, options.KeyFile }.OfType<string>()];
        _stamp = Stamp();
        Material = TlsMaterial.Read(options);
    }

    /// <summary>Whether there are files.</summary>
    public bool HasAny => _files.Length > 0;

    /// <summary>What they held when they were read last.</summary>
    public TlsMaterial Material { get; private set; }

    /// <summary>Reads them if they have changed.</summary>
    /// <returns>Whether they had.</returns>
    /// <exception cref="Exception">They have, and cannot be read: they are tried again the next time.</exception>
    public bool Refresh()
    {
        var stamp = Stamp();
        if (string.Equals(stamp, _stamp, StringComparison.Ordinal)) return false;
        Material = TlsMaterial.Read(_options);
        _stamp = stamp;
        return true;
    }

    // what links point to counts: secrets are swapped by links; from a bare name, a link would be followed from the root folder
    private string Stamp() => string.Join('|', _files.Select(file =>
    {
        var target = File.ResolveLinkTarget(Path.GetFullPath(file), returnFinalTarget: true) ?? new FileInfo(file);
        return target is FileInfo { Exists: true } found ? $"{found.FullName}:{found.Length}:{found.LastWriteTimeUtc.Ticks}" : $"{target.FullName}:none";
    }));
}
