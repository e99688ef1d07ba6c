namespace Pdp.Audit.Records;

/// <summary>Why a checkpoint was made.</summary>
internal static class CheckpointReasons
{
    /// <summary>A server begins. What is before it and not signed was written by one that was killed, if by a server at all.</summary>
    public const string Start = "start";

    /// <summary>There are records enough, or they are old enough.</summary>
    public const string Due = "due";

    /// <summary>A server has written all that it had, and ends.</summary>
    public const string Stop = "stop";
}
