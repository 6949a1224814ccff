package brokertally.scrape;

import io.vertx.core.Future;

/** Answers scrapes: gather, plan, text. Shared by HTTP and push. */
public interface Scraper {
    /** The answer; the future fails only by a defect of ours, never because of a node. */
    Future<Answer> scrape(ScrapeRequest request);
}
