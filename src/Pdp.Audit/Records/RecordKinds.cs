namespace Pdp.Audit.Records;

/// <summary>Kinds of the records that the log writes of itself.</summary>
public static class RecordKinds
{
    /// <summary>The first line of a file: what it follows. It has no number, and the record behind it follows what it follows.</summary>
    public const string File = "file";

    /// <summary>A server has begun to write.</summary>
    public const string Start = "start";

    /// <summary>A server has written all that it had, and ends.</summary>
    public const string Stop = "stop";

    /// <summary>Decisions that are not in the log because there was no room for them.</summary>
    public const string Dropped = "dropped";

    /// <summary>Records that a sink does not get. They are in the files.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>Permits that are not in the log because only a share of them is wanted.</summary>
    public const string Unsampled = "unsampled";

    /// <summary>A permit that its caller did not get, because its record was not on the disk in time.</summary>
    public const string Withheld = "withheld";

    /// <summary>A signature over all records up to here.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A decision.</summary>
    public const string Decision = "decision";

    /// <summary>An explanation that was asked for: it allowed nothing.</summary>
    public const string Explain = "explain";

    /// <summary>A search: which of many would be permitted. It allowed nothing.</summary>
    public const string Search = "search";
}
