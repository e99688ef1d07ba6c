namespace Pdp.Client;

/// <summary>Why a decision is what it is. The set is closed: every call ends with one of these.</summary>
public enum ReasonCode
{
    /// <summary>Nothing was asked: the value of a decision that nobody has made.</summary>
    Unspecified = 0,

    /// <summary>The policies permit it, and every obligation is met or understood.</summary>
    Permitted = 1,

    /// <summary>A policy denies it.</summary>
    Denied = 2,

    /// <summary>No policy says anything about it.</summary>
    NotApplicable = 3,

    /// <summary>An error kept the policies from deciding.</summary>
    Indeterminate = 4,

    /// <summary>The policies permit it, on a condition that this application does not know how to meet.</summary>
    UnknownObligation = 5,

    /// <summary>The policies permit it, and this application failed to do what they demand for it.</summary>
    ObligationFailed = 6,

    /// <summary>There was no answer in time.</summary>
    Deadline = 7,

    /// <summary>The PDP could not be reached, or serves no policies yet.</summary>
    Unavailable = 8,

    /// <summary>The PDP has failed often, and is not asked until it is well again.</summary>
    CircuitOpen = 9,

    /// <summary>The PDP, or this client, has more to do than it takes.</summary>
    Throttled = 10,

    /// <summary>The request is malformed or too large: asking again will not help.</summary>
    InvalidRequest = 11,

    /// <summary>What came back is no answer: it does not decode, contradicts itself, or says what this client does not know.</summary>
    InvalidResponse = 12,

    /// <summary>A batch came back with another number of answers than questions.</summary>
    BatchSizeMismatch = 13,

    /// <summary>The answer is of policies older than those that are known, or demanded.</summary>
    StalePolicy = 14,

    /// <summary>The PDP does not accept this application's own credentials.</summary>
    Unauthenticated = 15,

    /// <summary>The PDP does not accept the subject's token, such as one that has expired.</summary>
    TokenRefused = 16,
}
