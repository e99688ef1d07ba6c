namespace Pdp.Audit;

/// <summary>What an operator should know of a log.</summary>
public enum AuditNews
{
    /// <summary>It cannot be written.</summary>
    Failed,

    /// <summary>It can be written again.</summary>
    Recovered,

    /// <summary>There was no room for decisions: a record says how many.</summary>
    Dropped,

    /// <summary>The end of a line that a killed writer left was cut off.</summary>
    Torn,

    /// <summary>The end of the last file is damaged: the chain begins anew in another.</summary>
    Damaged,

    /// <summary>Something in the folder is named like a file of the log, without a number that one has.</summary>
    Stray,

    /// <summary>The folder's group could write to it, and cannot any more.</summary>
    TakenBack,

    /// <summary>A record could not be made whole, through a fault of the server.</summary>
    Shortened,

    /// <summary>The log could not be written to its end when it was closed.</summary>
    Lost,

    /// <summary>A sink does not get the records: they wait for it, and a record says how many it does not get.</summary>
    SinkFailed,

    /// <summary>A sink gets them again.</summary>
    SinkRecovered,
}
