namespace Pdp.Engine.Requests;

/// <summary>The parts of a <see cref="StatedRequest"/>.</summary>
public enum RequestPart
{
    /// <summary>Who.</summary>
    Subject,

    /// <summary>Does what.</summary>
    Action,

    /// <summary>To what.</summary>
    Resource,

    /// <summary>Under which circumstances.</summary>
    Context,
}
