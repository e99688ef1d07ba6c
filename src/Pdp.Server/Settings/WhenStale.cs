namespace Pdp.Server.Settings;

/// <summary>What a server does whose policies must not be relied upon any more.</summary>
internal enum WhenStale
{
    /// <summary>It says by its health that it wants no calls, and answers those that it gets.</summary>
    NotServing,

    /// <summary>It does, and answers every call with <c>INDETERMINATE</c>.</summary>
    Indeterminate,
}
