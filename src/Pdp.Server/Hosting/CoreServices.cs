using Pdp.Server.Auditing;
using Pdp.Server.Direct;
using Pdp.Server.Health;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Hosting;

/// <summary>What all features of the server share: its settings, the time, what is served, and what decides and records.</summary>
internal static class CoreServices
{
    /// <summary>Adds them. First of all: what is hosted starts in this order, and ends in the other.</summary>
    public static void AddCore(this IServiceCollection services, PdpServerOptions options, TimeProvider clock, BundleHolder bundles, Readiness readiness, CallGate gate)
    {
        services.AddRoutingCore();
        services.AddSingleton(clock);
        services.AddSingleton(options);
        services.AddSingleton(bundles);
        services.AddSingleton(readiness);
        services.AddHostedService<StopSequence>();
        services.AddSingleton<DecisionEndpoints>();
        services.AddSingleton<DirectCalls>();
        services.AddSingleton(gate);

        // where records are waited for, no call may keep its thread meanwhile
        DirectServer.Register(services, options.AnswersDirectly && options.Audit.Mode != AuditMode.Required, options.Tls.AsksClients);
        services.AddSingleton<DecisionTrail>();
        services.AddSingleton<Decider>();
    }
}
