using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SraCl.Modeling;
using SraCl.Randomness;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using TorchSharp;

namespace SraCl.Benchmarks.Workloads.Serving;

/// <summary>Makes requests whose answers are known: histories of 1 to 20 drawn items, 10 or 20 recommendations, some with excluded items.</summary>
internal static class ServingCases
{
    /// <summary>Makes requests and answers them one after the other.</summary>
    /// <param name="model">The directory of the model.</param>
    /// <param name="threads">The threads of operators.</param>
    /// <param name="count">The number of requests.</param>
    public static ServingCase[] Create(string model, int threads, int count)
    {
        torch.set_num_threads(threads);
        using Recommender recommender = Load(model);
        return [.. Requests(recommender, count).Select(request => new ServingCase(
            JsonSerializer.SerializeToUtf8Bytes(new { history = request.History, count = request.Count, excluded = request.Options!.ExcludedItems }),
            [.. recommender.Recommend(request.History, request.Count, request.Options)]))];
    }

    /// <summary>Loads a model of any backbone.</summary>
    /// <param name="model">The directory of the model.</param>
    public static Recommender Load(string model)
    {
        using ServiceProvider provider = new ServiceCollection().AddSraCl().AddBackbones().Services.BuildServiceProvider();
        return new Recommender(ModelDirectory.Load(model, provider.GetServices<IBackboneFactory>()));
    }

    /// <summary>Makes requests.</summary>
    /// <param name="recommender">Whom they are for.</param>
    /// <param name="count">Their number.</param>
    public static RecommendationRequest[] Requests(Recommender recommender, int count)
    {
        CounterRandom random = CounterRandom.Create(1).Derive("requests");
        var requests = new RecommendationRequest[count];
        for (int i = 0; i < count; i++)
        {
            string[] history = Draw(1 + (int)(random.NextDouble() * 20));
            string[] excluded = i % 4 == 0 ? Draw(5) : [];
            requests[i] = new RecommendationRequest(history, i % 2 == 0 ? 10 : 20, new RecommendationOptions { ExcludedItems = excluded });
        }

        return requests;

        string[] Draw(int length)
        {
            var ids = new string[length];
            for (int i = 0; i < length; i++)
            {
                ids[i] = recommender.Items.ExternalId(1 + (int)(random.NextDouble() * recommender.Items.Count));
            }

            return ids;
        }
    }
}
