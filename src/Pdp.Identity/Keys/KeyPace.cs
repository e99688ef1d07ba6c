namespace Pdp.Identity.Keys;

/// <summary>How often keys are read, and how long they count.</summary>
/// <param name="Refresh">How often they are read, whether or not there is need.</param>
/// <param name="LookAgain">How long not to read them again for the sake of an unknown key.</param>
/// <param name="MaxStale">How long they count after the last reading that succeeded.</param>
internal sealed record KeyPace(TimeSpan Refresh, TimeSpan LookAgain, TimeSpan MaxStale);
