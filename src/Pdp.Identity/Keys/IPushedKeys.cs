namespace Pdp.Identity.Keys;

/// <summary>Keys that tell of their changes, and need not be waited for.</summary>
internal interface IPushedKeys
{
    /// <summary>Has the keys read again whenever they may have changed.</summary>
    /// <param name="look">Has them read.</param>
    void WhenChanged(Action look);
}
