namespace Pdp.Server.Logging;

/// <summary>Numbers of the log records, in one place so that none is used twice. A number never changes its meaning.</summary>
internal static class EventIds
{
    public const int Serving = 1;
    public const int Stopping = 2;
    public const int Stopped = 3;
    public const int WarmedUp = 4;
    public const int WarmUpFailed = 5;
    public const int CutOff = 6;

    public const int Activated = 10;
    public const int Refused = 11;
    public const int RefusalFinding = 12;
    public const int ActivationWarning = 13;
    public const int ReadFailed = 14;
    public const int WatchFailed = 15;
    public const int FollowFailed = 16;
    public const int NotKept = 17;
    public const int ServingKept = 18;
    public const int Stale = 19;
    public const int FreshAgain = 20;
    public const int ReuseFailed = 21;

    public const int ShadowLogFailed = 30;
    public const int ShadowSampleFailed = 31;

    public const int TlsLoaded = 40;
    public const int TlsRefused = 41;
    public const int TlsFinding = 42;
    public const int PeerRefused = 43;
    public const int PeerCutOff = 44;
    public const int Plaintext = 45;
    public const int TlsLookFailed = 46;

    public const int AccessLoaded = 50;
    public const int AccessNotTaken = 51;
    public const int AccessFinding = 52;
    public const int AccessRefused = 53;
    public const int AccessKeysLoaded = 54;
    public const int AccessWatchFailed = 55;
    public const int AccessFollowFailed = 56;

    public const int RevocationsLoaded = 60;
    public const int RevocationsNotTaken = 61;
    public const int RevocationsFinding = 62;
    public const int RevocationsTorn = 63;
    public const int RevocationsLookFailed = 64;
    public const int Revoked = 65;
    public const int Restored = 66;
    public const int RevocationsNotKept = 67;
    public const int SecurityEventTaken = 68;
    public const int SecurityEventRefused = 69;
    public const int SecurityEventOther = 75;
    public const int SecurityEventNotUnderstood = 76;
    public const int SecurityEventKeysFailed = 72;
    public const int SecurityEventFull = 73;
    public const int SecurityEventNotKept = 74;

    public const int KeysNotRead = 70;
    public const int TokenRefused = 71;

    public const int VaultNotTaken = 79;
    public const int TlsExpired = 80;
    public const int WorkloadDiscarded = 81;
    public const int WorkloadDenied = 82;
    public const int WorkloadLost = 83;
    public const int WorkloadEnded = 84;
    public const int VaultNotIssued = 85;

    public const int ForwardedLoaded = 86;
    public const int ForwardedNotTaken = 87;
    public const int ForwardedFinding = 88;
    public const int ForwardedLookFailed = 89;

    public const int AuditFailed = 90;
    public const int AuditRecovered = 91;
    public const int AuditDropped = 92;
    public const int AuditFound = 93;
    public const int AuditShortened = 94;
    public const int AuditLost = 95;
    public const int AuditSinkFailed = 96;
    public const int AuditSinkRecovered = 97;

    public const int ExportFailed = 98;
    public const int ExportRecovered = 99;

    public const int IssuersTaken = 110;
    public const int IssuersNotTaken = 111;
    public const int IssuersFinding = 112;
    public const int IssuersLookFailed = 113;
    public const int IssuersDropped = 114;

    public const int DecisionFailed = 100;
    public const int DirectFailed = 101;
    public const int BodyRefused = 102;
    public const int AuthZenFailed = 103;
    public const int AuthZenItemFailed = 104;
    public const int GatewayFailed = 105;
    public const int GatewayRefused = 106;
    public const int ExtAuthzFailed = 107;
    public const int ExtAuthzRefused = 108;
}
