namespace Pdp.Server.Revoking;

/// <summary>Codes of what is wrong with what says what is revoked.</summary>
internal static class RevocationCodes
{
    /// <summary>The file cannot be read.</summary>
    public const string Unreadable = "PDP0521";

    /// <summary>It does not hold what it should.</summary>
    public const string WrongContent = "PDP0522";
}
