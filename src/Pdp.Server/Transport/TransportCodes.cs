namespace Pdp.Server.Transport;

/// <summary>Codes of what is wrong with the files of the server's encryption.</summary>
internal static class TransportCodes
{
    /// <summary>A file cannot be read.</summary>
    public const string Unreadable = "PDP0501";

    /// <summary>A file does not hold what it should, as PEM.</summary>
    public const string WrongContent = "PDP0502";

    /// <summary>A certificate is not valid at this time.</summary>
    public const string NotValidNow = "PDP0503";

    /// <summary>A key is not that of the certificate.</summary>
    public const string KeyOfAnother = "PDP0504";

    /// <summary>Others may read or change a private key.</summary>
    public const string ExposedKey = "PDP0505";

    /// <summary>A certificate may not be used for what it is given for.</summary>
    public const string WrongPurpose = "PDP0506";

    /// <summary>A list of revoked certificates cannot be relied upon.</summary>
    public const string UntrustedList = "PDP0507";
}
