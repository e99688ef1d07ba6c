namespace Pdp.Client;

/// <summary>Whom the client believes over TLS, and how it shows who it is. The files are read again when they change.</summary>
public sealed class PdpTlsOptions
{
    /// <summary>File with the certificates (PEM) of the authorities that may vouch for the PDP; null: those of the machine.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>File with the client's certificate, and those between it and its authority (PEM); null: it shows none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>File with the certificate's private key (PEM).</summary>
    public string? KeyFile { get; set; }

    /// <summary>How often the files are looked at. Default: 10 s.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsUsed => CertificateAuthorityFile is not null || CertificateFile is not null || KeyFile is not null;
}
