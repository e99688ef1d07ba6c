namespace Pdp.Server.Auditing;

/// <summary>Whether decisions are recorded, and what happens when they cannot be.</summary>
internal enum AuditMode
{
    /// <summary>They are not.</summary>
    Off,

    /// <summary>They are, and no call waits for it: what there is no room for is counted, and a record tells the count.</summary>
    Bounded,

    /// <summary>They are, and no PERMIT is given whose record is not on the disk.</summary>
    Required,
}
