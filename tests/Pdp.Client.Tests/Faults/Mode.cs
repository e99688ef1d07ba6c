namespace Pdp.Client.Tests.Faults;

/// <summary>How checks travel.</summary>
public enum Mode
{
    Calls,
    Streams,
}
