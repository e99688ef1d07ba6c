namespace Pdp.Server.Access;

/// <summary>Codes of what is wrong with what says who may call.</summary>
internal static class AccessCodes
{
    /// <summary>A file cannot be read.</summary>
    public const string Unreadable = "PDP0511";

    /// <summary>A file of API keys does not hold what it should.</summary>
    public const string WrongKeys = "PDP0512";

    /// <summary>A folder of access policies has documents that do not belong there.</summary>
    public const string WrongDocument = "PDP0513";
}
