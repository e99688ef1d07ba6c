namespace Pdp.Server.Reloading;

/// <summary>What came of reading the policies again.</summary>
internal enum ReloadOutcome
{
    /// <summary>They are what is in force already.</summary>
    Unchanged,

    /// <summary>They are in force now.</summary>
    Activated,

    /// <summary>Something is wrong with them: what was in force still is.</summary>
    Refused,
}
